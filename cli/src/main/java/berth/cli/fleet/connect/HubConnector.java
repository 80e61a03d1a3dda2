package berth.cli.fleet.connect;

import berth.cli.fleet.ClientTls;
import berth.cli.fleet.DeviceEndpoint;
import berth.cli.fleet.amqp.HubAmqpChannel;
import berth.cli.fleet.client.Transport;
import berth.cli.fleet.https.HubHttpsChannel;
import berth.cli.fleet.hub.HubCaller;
import berth.cli.fleet.hub.HubDialer;
import berth.cli.fleet.hub.HubOpening;
import berth.cli.fleet.mqtt.HubMqttChannel;
import berth.cli.fleet.stream.ByteStream;
import berth.cli.fleet.stream.TlsStream;
import berth.cli.fleet.stream.Traffic;
import berth.cli.fleet.stream.WebSocketRequest;
import berth.cli.fleet.stream.WebSocketStream;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;

import javax.net.ssl.TrustManager;

/// Connects devices to their hubs over real sockets, each with TLS of its own.
public final class HubConnector implements HubDialer {
    private static final String WEB_SOCKET = "/$iothub/websocket";

    private final DeviceEndpoint endpoint;
    private final TrustManager[] trust;
    private final SecureRandom random = new SecureRandom();

    /// @param endpoint whose ports the hubs share; its host is not used
    public HubConnector(DeviceEndpoint endpoint, TrustManager[] trust) {
        this.endpoint = endpoint;
        this.trust = trust.clone();
    }

    @Override
    public HubOpening open(HubCaller caller, Transport transport, Duration timeout, Traffic traffic)
            throws IOException, GeneralSecurityException {
        var tls = ClientTls.context(trust, caller.credential());
        var stream = TlsStream.open(caller.host(), endpoint.port(transport), tls, timeout, traffic);
        HubOpening opening = null;
        try {
            opening = opened(caller, transport, stream, timeout);
        } catch (WebSocketStream.Declined e) {
            opening = new HubOpening.TurnedAway(String.valueOf(e.getMessage()));
        } finally {
            if (!(opening instanceof HubOpening.Open)) {
                stream.close();
            }
        }
        return opening;
    }

    private HubOpening opened(
            HubCaller caller, Transport transport, ByteStream tls, Duration timeout)
            throws IOException {
        return switch (transport) {
            case HTTPS -> new HubOpening.Open(HubHttpsChannel.over(tls, caller));
            case MQTT -> HubMqttChannel.over(tls, caller, timeout);
            case MQTT_WS -> HubMqttChannel.over(webSocket(tls, caller, "mqtt"), caller, timeout);
            case AMQP -> HubAmqpChannel.over(tls, caller, timeout);
            case AMQP_WS ->
                    HubAmqpChannel.over(webSocket(tls, caller, "AMQPWSB10"), caller, timeout);
        };
    }

    private ByteStream webSocket(ByteStream tls, HubCaller caller, String protocol)
            throws IOException {
        return WebSocketStream.over(
                tls,
                new WebSocketRequest(WEB_SOCKET, caller.host(), "Upgrade", protocol, ""),
                random);
    }
}
