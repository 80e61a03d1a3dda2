package berth.cli.fleet;

import berth.cli.fleet.client.FleetMix;
import berth.cli.fleet.client.Mechanism;
import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;
import berth.wire.x509.CertificateIssuer;
import berth.wire.x509.IssuedCertificate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Makes simulated devices with the credentials a factory would give them.
public final class FleetFactory {
    private static final Duration CERTIFICATE_LIFE = Duration.ofDays(365);

    private FleetFactory() {}

    /// Names the devices.
    @FunctionalInterface
    public interface Naming {
        /// @param ofMechanism which of the devices with this mechanism it is, counted from 1
        /// @param ofAll which of all, counted from 1
        String name(Mechanism mechanism, int ofMechanism, int ofAll);
    }

    /// Numbers them through.
    public static Naming numbered(String prefix) {
        return (_, _, ofAll) -> "%s-%05d".formatted(prefix, ofAll);
    }

    /// A fleet, its kinds in turn.
    ///
    /// @param credentials by registration ID, for each mechanism of the mix
    public static List<SimulatedDevice> devices(
            FleetMix mix,
            int count,
            Naming naming,
            Map<Mechanism, Function<String, DeviceCredential>> credentials) {
        var made = new EnumMap<Mechanism, Integer>(Mechanism.class);
        var devices = new ArrayList<SimulatedDevice>(count);
        for (int i = 0; i < count; i++) {
            var kind = mix.of(i);
            var source = credentials.get(kind.mechanism());
            if (source == null) {
                throw new IllegalArgumentException("no credentials of " + kind.mechanism());
            }
            int number = made.merge(kind.mechanism(), 1, Integer::sum);
            var name = naming.name(kind.mechanism(), number, i + 1);
            devices.add(
                    new SimulatedDevice(name, source.apply(name), kind.transport(), mix.client()));
        }
        return devices;
    }

    /// The derived keys of a symmetric-key group.
    public static Function<String, DeviceCredential> groupKey(Secret groupKey) {
        return name -> new DeviceCredential.SymmetricKey(derive(groupKey, name));
    }

    /// Certificates of an X.509 group's authority.
    public static Function<String, DeviceCredential> authority(
            IssuedCertificate authority, CertificateIssuer issuer) {
        return name -> {
            var leaf = issuer.device(authority, name, CERTIFICATE_LIFE);
            return new DeviceCredential.Certificate(leaf.key(), List.of(leaf.certificate()));
        };
    }

    private static Secret derive(Secret groupKey, String registrationId) {
        return Secret.of(HmacSha256.of(groupKey, registrationId.getBytes(StandardCharsets.UTF_8)));
    }
}
