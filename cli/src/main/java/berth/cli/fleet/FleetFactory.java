package berth.cli.fleet;

import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;
import berth.wire.x509.CertificateIssuer;
import berth.wire.x509.IssuedCertificate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Makes simulated devices with the credentials a factory would give them.
public final class FleetFactory {
    private static final Duration CERTIFICATE_LIFE = Duration.ofDays(365);

    private FleetFactory() {}

    /// Devices of a symmetric-key group, each with its derived key.
    public static List<SimulatedDevice> byGroupKey(String prefix, int count, Secret groupKey) {
        return names(prefix, count)
                .map(
                        name ->
                                new SimulatedDevice(
                                        name,
                                        new DeviceCredential.SymmetricKey(derive(groupKey, name))))
                .toList();
    }

    /// Devices of an X.509 group, each with a certificate of the group's authority.
    public static List<SimulatedDevice> byCertificate(
            String prefix, int count, IssuedCertificate authority, CertificateIssuer issuer) {
        return names(prefix, count)
                .map(
                        name -> {
                            var leaf = issuer.device(authority, name, CERTIFICATE_LIFE);
                            return new SimulatedDevice(
                                    name,
                                    new DeviceCredential.Certificate(
                                            leaf.key(), List.of(leaf.certificate())));
                        })
                .toList();
    }

    private static Secret derive(Secret groupKey, String registrationId) {
        return Secret.of(HmacSha256.of(groupKey, registrationId.getBytes(StandardCharsets.UTF_8)));
    }

    private static Stream<String> names(String prefix, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "%s-%05d".formatted(prefix, i));
    }
}
