/// The device side of the embedded hub over MQTT 3.1.1: user names, topics, property bags, what is
/// acknowledged when. Translates; what a device may do is `berth.hub.live`'s to say. Source:
/// iot-hub-protocol, sections 1.4, 1.5 and 2.
@NullMarked
package berth.hub.mqtt;

import org.jspecify.annotations.NullMarked;
