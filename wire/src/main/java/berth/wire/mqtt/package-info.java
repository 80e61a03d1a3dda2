/// MQTT 3.1.1 packets: bytes to values and back, for both sides of a connection. Knows the syntax
/// and nothing else: what a packet means, and whether it may come now, is for its reader to say.
///
/// Source: MQTT 3.1.1 (OASIS, 29 October 2014), sections 2 and 3.
@NullMarked
package berth.wire.mqtt;

import org.jspecify.annotations.NullMarked;
