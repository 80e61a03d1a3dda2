package berth.server;

import berth.endpoint.device.mqtt.DeviceMqttSettings;
import berth.net.amqp.AmqpLimits;
import berth.net.http.HttpLimits;
import berth.net.mqtt.MqttLimits;

/// How much and how long one connection may say, by protocol.
///
/// @param http but the size of bodies, which depends on what the house serves
/// @param mqtt until a client is let in
/// @param mqttDevices after that
public record ProtocolLimits(
        HttpLimits http, MqttLimits mqtt, DeviceMqttSettings mqttDevices, AmqpLimits amqp) {
    public static final ProtocolLimits DEFAULTS =
            new ProtocolLimits(
                    HttpLimits.standard((_, _) -> 0),
                    MqttLimits.DEFAULTS,
                    DeviceMqttSettings.DEFAULTS,
                    AmqpLimits.PROVISIONING);
}
