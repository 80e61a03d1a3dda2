package berth.cli.fleet.connect;

import berth.cli.fleet.ChannelOpener;
import berth.cli.fleet.ClientTls;
import berth.cli.fleet.Connector;
import berth.cli.fleet.DeviceCaller;
import berth.cli.fleet.DeviceEndpoint;
import berth.cli.fleet.Opening;
import berth.cli.fleet.SimulatedDevice;
import berth.cli.fleet.amqp.AmqpOpening;
import berth.cli.fleet.client.AmqpManners;
import berth.cli.fleet.client.StockClient;
import berth.cli.fleet.client.Transport;
import berth.cli.fleet.https.HttpsChannel;
import berth.cli.fleet.mqtt.MqttChannel;
import berth.cli.fleet.stream.ByteStream;
import berth.cli.fleet.stream.TlsStream;
import berth.cli.fleet.stream.Traffic;
import berth.cli.fleet.stream.WebSocketRequest;
import berth.cli.fleet.stream.WebSocketStream;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// Connects devices over real sockets, each with TLS of its own.
public final class NetworkConnector implements Connector {
    private static final int BUSY = 500;

    private final DeviceEndpoint endpoint;
    private final String idScope;
    private final TrustManager[] trust;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /// @param clock judges the dates in tokens only
    public NetworkConnector(
            DeviceEndpoint endpoint, String idScope, TrustManager[] trust, InstantSource clock) {
        this.endpoint = endpoint;
        this.idScope = idScope;
        this.trust = trust.clone();
        this.clock = clock;
    }

    @Override
    public ChannelOpener opener(SimulatedDevice device, Traffic traffic)
            throws IOException, GeneralSecurityException {
        var tls = ClientTls.context(trust, device.credential());
        var caller = new DeviceCaller(idScope, device, clock);
        return timeout -> opened(device, caller, tls, timeout, traffic);
    }

    private Opening opened(
            SimulatedDevice device,
            DeviceCaller caller,
            SSLContext tls,
            Duration timeout,
            Traffic traffic)
            throws IOException {
        var transport = device.transport();
        var host = endpoint.host();
        int port = endpoint.port(transport);
        HttpsChannel.Streams streams = within -> TlsStream.open(host, port, tls, within, traffic);
        if (transport == Transport.HTTPS) {
            return new Opening.Open(HttpsChannel.over(streams, caller, host, port, timeout));
        }
        var stream = streams.open(timeout);
        Opening opening = null;
        try {
            opening = opened(transport, caller, stream, port, timeout);
        } catch (WebSocketStream.Declined e) {
            opening = new Opening.TurnedAway(String.valueOf(e.getMessage()), e.status() >= BUSY);
        } finally {
            if (!(opening instanceof Opening.Open)) {
                stream.close();
            }
        }
        return opening;
    }

    /// Introduces the device over a connection that is there.
    private Opening opened(
            Transport transport, DeviceCaller caller, ByteStream tls, int port, Duration timeout)
            throws IOException {
        var host = endpoint.host();
        var client = caller.client();
        var stream =
                switch (transport) {
                    case HTTPS, MQTT, AMQP -> tls;
                    case MQTT_WS ->
                            WebSocketStream.over(tls, mqttRequest(client, host, port), random);
                    case AMQP_WS ->
                            WebSocketStream.over(tls, amqpRequest(client, host, port), random);
                };
        return switch (transport) {
            case HTTPS -> throw new IllegalStateException("has a channel already");
            case MQTT, MQTT_WS -> MqttChannel.over(stream, caller, timeout);
            case AMQP, AMQP_WS -> AmqpOpening.over(stream, caller, host, port, timeout);
        };
    }

    /// Source: dps-device-protocol, section 2.6.
    static WebSocketRequest mqttRequest(StockClient client, String host, int port) {
        var manners = client.mqtt();
        return new WebSocketRequest(
                manners.webSocketPath(),
                client == StockClient.JAVA ? host + ":" + port : host,
                "Upgrade",
                manners.subProtocol(),
                extensions(client));
    }

    /// Source: dps-device-protocol, section 3.7.
    static WebSocketRequest amqpRequest(StockClient client, String host, int port) {
        boolean absolute = client.amqp().webSocket() == AmqpManners.WebSocketTarget.ABSOLUTE;
        var target =
                switch (client.amqp().webSocket()) {
                    case PATH -> "/$iothub/websocket";
                    case ROOT -> "/";
                    case ABSOLUTE ->
                            "https://%s/$iothub/websocket?iothub-no-client-cert=true"
                                    .formatted(host);
                };
        return new WebSocketRequest(
                target,
                absolute ? host + ":" + port : host,
                absolute ? "Upgrade,Keep-Alive" : "Upgrade",
                "AMQPWSB10",
                extensions(client));
    }

    /// One client offers compression, which the service has to decline.
    private static String extensions(StockClient client) {
        return client == StockClient.NODE ? "permessage-deflate; client_max_window_bits" : "";
    }
}
