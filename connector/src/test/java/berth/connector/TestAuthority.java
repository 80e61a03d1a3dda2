package berth.connector;

import berth.connector.guard.ServerTrust;
import berth.wire.x509.CertificateIssuer;
import berth.wire.x509.IssuedCertificate;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// An authority for the servers of a test, and the trust in it.
public final class TestAuthority {
    private static final Duration VALIDITY = Duration.ofDays(1);

    private final CertificateIssuer issuer =
            new CertificateIssuer(InstantSource.system(), new SecureRandom());
    private final IssuedCertificate root = issuer.rootAuthority("Test Root", VALIDITY);

    public IssuedCertificate server(String... names) {
        return issuer.server(
                root, List.of(names), List.of(InetAddress.getLoopbackAddress()), VALIDITY);
    }

    public IssuedCertificate device(String name) {
        return issuer.device(root, name, VALIDITY);
    }

    public IssuedCertificate root() {
        return root;
    }

    public ServerTrust trust() {
        return ServerTrust.only(List.of(root.certificate()));
    }
}
