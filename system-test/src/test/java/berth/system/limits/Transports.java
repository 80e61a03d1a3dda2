package berth.system.limits;

import berth.wire.mqtt.ConnectCode;

import org.apache.qpid.proton.engine.Sasl;

import java.io.IOException;
import java.util.stream.Stream;

/// The ways a device can talk to the house.
final class Transports {
    private Transports() {}

    interface Opening {
        DeviceTalk open(House house, Plug plug, String id, String token) throws IOException;
    }

    /// Shows a token for the first time on a connection, and reads what is said to that.
    interface Knock {
        String at(House house, Plug plug, String id, String token) throws IOException;
    }

    /// @param accepted what a knock hears when the token is good
    /// @param refused when it is not
    /// @param throttled when it is not looked at
    record Transport(
            String name,
            Opening opening,
            Knock knocking,
            String accepted,
            String refused,
            String throttled) {
        /// A connection that is let in.
        DeviceTalk open(House house, Plug plug, String id, String token) throws IOException {
            return opening.open(house, plug, id, token);
        }

        String knock(House house, Plug plug, String id, String token) throws IOException {
            return knocking.at(house, plug, id, token);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Transport> all() {
        return Stream.of(
                new Transport(
                        "https",
                        (house, plug, id, token) ->
                                new HttpsDevice(
                                        plug.tls(house.httpsPort()), house.scope(), id, token),
                        Transports::knockHttps,
                        "202",
                        "401",
                        "429"),
                mqtt("mqtt", (house, plug) -> plug.tls(house.mqttPort())),
                mqtt(
                        "mqtt-ws",
                        (house, plug) -> WebSocketWire.open(plug.tls(house.httpsPort()), "mqtt")),
                amqp("amqp", (house, plug) -> plug.tls(house.amqpPort())),
                amqp(
                        "amqp-ws",
                        (house, plug) ->
                                WebSocketWire.open(plug.tls(house.httpsPort()), "AMQPWSB10")));
    }

    private interface Dialing {
        Wire wire(House house, Plug plug) throws IOException;
    }

    private static Transport mqtt(String name, Dialing dialing) {
        return new Transport(
                name,
                (house, plug, id, token) ->
                        new MqttDevice(dialing.wire(house, plug), house.scope(), id, token),
                (house, plug, id, token) -> {
                    try (var talk = new MqttTalk(dialing.wire(house, plug))) {
                        return talk.greet(MqttTalk.connect(house.scope(), id, token)).name();
                    }
                },
                ConnectCode.ACCEPTED.name(),
                ConnectCode.NOT_AUTHORIZED.name(),
                ConnectCode.SERVER_UNAVAILABLE.name());
    }

    private static Transport amqp(String name, Dialing dialing) {
        return new Transport(
                name,
                (house, plug, id, token) ->
                        new AmqpDevice(dialing.wire(house, plug), house.scope(), id, token),
                (house, plug, id, token) -> {
                    var wire = dialing.wire(house, plug);
                    try (var talk = AmqpTalk.plain(wire, house.scope(), id, token)) {
                        return talk.proven().name();
                    }
                },
                Sasl.SaslOutcome.PN_SASL_OK.name(),
                Sasl.SaslOutcome.PN_SASL_AUTH.name(),
                Sasl.SaslOutcome.PN_SASL_TEMP.name());
    }

    private static String knockHttps(House house, Plug plug, String id, String token)
            throws IOException {
        try (var device = new HttpsDevice(plug.tls(house.httpsPort()), house.scope(), id, token)) {
            return Integer.toString(device.register().status());
        }
    }
}
