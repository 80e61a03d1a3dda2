package berth.net;

/// The three doors. 0 asks for any free port.
///
/// @param https HTTPS and both WebSocket protocols
/// @param mqtt MQTT over TLS
/// @param amqp AMQP over TLS
public record Ports(int https, int mqtt, int amqp) {
    /// The numbers that are fixed in nearly every stock client.
    public static final Ports STANDARD = new Ports(443, 8883, 5671);

    /// Any free ports.
    public static final Ports ANY = new Ports(0, 0, 0);

    public Ports {
        requirePort(https);
        requirePort(mqtt);
        requirePort(amqp);
    }

    private static void requirePort(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }
}
