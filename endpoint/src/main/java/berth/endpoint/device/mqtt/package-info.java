/// The device endpoint over MQTT: user names, topics and CONNACK codes. Source:
/// dps-device-protocol, section 2.
@NullMarked
package berth.endpoint.device.mqtt;

import org.jspecify.annotations.NullMarked;
