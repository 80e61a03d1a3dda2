package berth.hub.live;

import java.security.cert.X509Certificate;
import java.util.List;

/// What a client shows for itself.
public sealed interface Proof {
    /// A shared access signature, as it came.
    record Token(String text) implements Proof {}

    /// A TLS client certificate with what was presented above it, unjudged.
    record Certificates(List<X509Certificate> chain) implements Proof {
        public Certificates {
            chain = List.copyOf(chain);
        }
    }

    /// Nothing.
    record Nothing() implements Proof {}

    /// The token if there is one, else the certificates if there are any. Source: iot-hub-protocol,
    /// section 1.2: clients with certificates send no token.
    static Proof of(String token, List<X509Certificate> chain) {
        if (!token.isEmpty()) {
            return new Token(token);
        }
        return chain.isEmpty() ? new Nothing() : new Certificates(chain);
    }
}
