package berth.net;

import berth.net.http.HttpEndpoint;
import berth.net.http.HttpLimits;
import berth.net.link.LinkProtocol;
import berth.net.tls.ServerCertificate;
import berth.net.tls.TlsEngine;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/// Everything a house must say before its doors open.
///
/// @param addresses the addresses of ours to listen on; each is bound for each port
/// @param ports the port numbers, the same on every address
/// @param certificate shown to every client; several stock clients send no server name, so this is
///   the one that must cover all our host names
/// @param engine the wanted TLS engine; [Listeners#engine()] says which one it became
/// @param webSocketProtocols what is spoken over WebSockets on the HTTPS port, by sub-protocol name
///   (compared without case)
public record ListenerSettings(
        List<InetAddress> addresses,
        Ports ports,
        ServerCertificate certificate,
        TlsEngine engine,
        ConnectionLimits connectionLimits,
        HttpLimits httpLimits,
        HttpEndpoint http,
        Map<String, LinkProtocol> webSocketProtocols,
        LinkProtocol mqtt,
        LinkProtocol amqp) {
    public ListenerSettings {
        addresses = List.copyOf(addresses);
        webSocketProtocols = Map.copyOf(webSocketProtocols);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("no address to listen on");
        }
    }
}
