package berth.cli.fleet;

import berth.cli.fleet.client.Mechanism;
import berth.core.secret.Secret;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// What a simulated device was given in its factory to prove itself with.
public sealed interface DeviceCredential {
    /// The device's own symmetric key, for a group the derived one.
    record SymmetricKey(Secret key) implements DeviceCredential {}

    /// A certificate with its key; `chain` has the leaf first.
    record Certificate(PrivateKey key, List<X509Certificate> chain) implements DeviceCredential {
        public Certificate {
            chain = List.copyOf(chain);
        }
    }

    /// A TPM; the one thing that changes in a device's life is the key in it.
    record Tpm(TpmChip chip) implements DeviceCredential {}

    default Mechanism mechanism() {
        return switch (this) {
            case SymmetricKey _ -> Mechanism.SYMMETRIC_KEY;
            case Certificate _ -> Mechanism.X509;
            case Tpm _ -> Mechanism.TPM;
        };
    }
}
