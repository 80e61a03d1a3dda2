package berth.net;

import org.jspecify.annotations.Nullable;

import java.security.cert.X509Certificate;
import java.util.List;

/// Who is at the other end of a connection, as far as TCP and TLS can tell.
///
/// @param address the peer's IP address, without port
/// @param certificates the TLS client certificate chain as presented, unjudged; empty if none
/// @param serverName the name asked for by SNI, or null; several stock clients send none
/// @param localAddress the IP address of ours that the peer connected to
public record Peer(
        String address,
        List<X509Certificate> certificates,
        @Nullable String serverName,
        String localAddress) {
    public Peer {
        certificates = List.copyOf(certificates);
    }
}
