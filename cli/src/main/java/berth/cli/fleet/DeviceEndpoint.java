package berth.cli.fleet;

import berth.cli.fleet.client.Transport;

import java.security.cert.X509Certificate;
import java.util.List;

/// Where devices find a service, by every transport.
///
/// @param host the name in requests and in the server's certificate
/// @param https also that of WebSockets
public record DeviceEndpoint(
        String host, int https, int mqtt, int amqp, List<X509Certificate> trusted) {
    public DeviceEndpoint {
        trusted = List.copyOf(trusted);
    }

    public int port(Transport transport) {
        return switch (transport) {
            case HTTPS, MQTT_WS, AMQP_WS -> https;
            case MQTT -> mqtt;
            case AMQP -> amqp;
        };
    }
}
