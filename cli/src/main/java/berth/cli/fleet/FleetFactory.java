package berth.cli.fleet;

import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;
import berth.wire.x509.CertificateIssuer;
import berth.wire.x509.IssuedCertificate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/// Makes simulated devices with the credentials a factory would give them.
public final class FleetFactory {
    private static final Duration CERTIFICATE_LIFE = Duration.ofDays(365);

    private FleetFactory() {}

    /// Devices of a symmetric-key group, each with its derived key.
    ///
    /// @param names registration IDs
    public static List<SimulatedDevice> byGroupKey(List<String> names, Secret groupKey) {
        return names.stream()
                .map(
                        name ->
                                new SimulatedDevice(
                                        name,
                                        new DeviceCredential.SymmetricKey(derive(groupKey, name))))
                .toList();
    }

    /// Devices of an X.509 group, each with a certificate of the group's authority.
    ///
    /// @param names registration IDs
    public static List<SimulatedDevice> byCertificate(
            List<String> names, IssuedCertificate authority, CertificateIssuer issuer) {
        return names.stream()
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

    /// Numbered registration IDs.
    public static List<String> names(String prefix, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "%s-%05d".formatted(prefix, i))
                .toList();
    }
}
