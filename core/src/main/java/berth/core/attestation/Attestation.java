package berth.core.attestation;

import berth.core.id.ByteString;
import berth.core.secret.SymmetricKeys;

import org.jspecify.annotations.Nullable;

/// What an enrollment expects of a device: how it must prove who it is.
///
/// Source: dps-service-api, section 2.3.
public sealed interface Attestation {
    /// Individual: the keys themselves. Group: the keys from which each device's are derived.
    record SymmetricKey(SymmetricKeys keys) implements Attestation {}

    /// Individual only: the device's own certificate, pinned.
    record X509Client(CertificateSlots certificates) implements Attestation {}

    /// Group only: the certificate that signed the devices' certificates, root or intermediate.
    record X509Signing(CertificateSlots certificates) implements Attestation {}

    /// Certificate authorities uploaded to the instance, by name.
    record X509AuthorityNames(String primary, @Nullable String secondary) implements Attestation {}

    /// Individual only: the endorsement key of a TPM 2.0 and, if set, its storage root key, each as
    /// marshalled `TPM2B_PUBLIC`. Not secret.
    record Tpm(ByteString endorsementKey, @Nullable ByteString storageRootKey)
            implements Attestation {}
}
