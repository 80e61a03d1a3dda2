/// Embedded hubs over AMQP 1.0: devices and applications. One connection may carry many devices;
/// each proves itself, and each has a session with the hub. What serves an address is a [HubNode];
/// addresses that are nobody's here go to [OtherNodes]. Source: iot-hub-protocol, sections 3 and 6.
@NullMarked
package berth.hub.amqp;

import org.jspecify.annotations.NullMarked;
