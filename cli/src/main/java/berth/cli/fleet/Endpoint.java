package berth.cli.fleet;

import java.security.cert.X509Certificate;
import java.util.List;

/// Where a service is and whom to trust there.
///
/// @param host the name in the request and in the server's certificate
public record Endpoint(String host, int port, List<X509Certificate> trusted) {
    public Endpoint {
        trusted = List.copyOf(trusted);
    }

    public Endpoint at(String otherHost) {
        return new Endpoint(otherHost, port, trusted);
    }
}
