package berth.core.attestation;

import berth.core.access.SasToken;
import berth.core.id.ByteString;

import org.jspecify.annotations.Nullable;

import java.security.cert.X509Certificate;
import java.util.List;

/// What a device presented with a request. Unjudged.
public sealed interface Evidence {
    /// A SAS token (symmetric key, or TPM in the second round).
    record Token(SasToken token) implements Evidence {}

    /// The chain of the TLS client certificate in the order presented, leaf first; never empty.
    record Certificates(List<X509Certificate> chain) implements Evidence {
        public Certificates {
            chain = List.copyOf(chain);
            if (chain.isEmpty()) {
                throw new IllegalArgumentException("a presented chain has a leaf");
            }
        }

        public X509Certificate leaf() {
            return chain.getFirst();
        }
    }

    /// The public keys of a TPM, without a token: the device asks for its challenge.
    record TpmKeys(ByteString endorsementKey, @Nullable ByteString storageRootKey)
            implements Evidence {}

    /// Nothing at all. `hint` says what may be the cause, for the log.
    record Nothing(String hint) implements Evidence {}
}
