/// MQTT 3.1.1 as a server speaks it: sessions, deadlines, limits, acknowledgements. Knows packets
/// but no topics: who may connect and what a message means is an [MqttEndpoint]'s to say.
@NullMarked
package berth.net.mqtt;

import org.jspecify.annotations.NullMarked;
