package berth.core.enrollment;

import berth.core.attestation.EnrolledCertificate;

import org.jspecify.annotations.Nullable;

/// How devices are to prove themselves, as an operator sent it: well-formed JSON, judged by
/// [AttestationRules] alone.
///
/// Source: dps-service-api, section 2.3.
public sealed interface AttestationDraft {
    /// Keys as base64 text; null or empty asks to keep the stored key or to generate one.
    record SymmetricKey(@Nullable String primary, @Nullable String secondary)
            implements AttestationDraft {
        @Override
        public String toString() {
            return "SymmetricKey[***]";
        }
    }

    /// Certificates of the devices themselves; a null slot was not sent.
    record X509Client(@Nullable Certificate primary, @Nullable Certificate secondary)
            implements AttestationDraft {}

    /// Certificates that sign the devices' certificates; a null slot was not sent.
    record X509Signing(@Nullable Certificate primary, @Nullable Certificate secondary)
            implements AttestationDraft {}

    /// Names of certificate authorities uploaded to the instance.
    record X509AuthorityNames(@Nullable String primary, @Nullable String secondary)
            implements AttestationDraft {}

    /// Public keys of a TPM as base64 text.
    record Tpm(@Nullable String endorsementKey, @Nullable String storageRootKey)
            implements AttestationDraft {}

    /// Of no known type, or with none or several of the members its type asks for.
    record Unusable(String why) implements AttestationDraft {}

    /// One certificate slot as sent.
    sealed interface Certificate {
        record Read(EnrolledCertificate certificate) implements Certificate {}

        /// Only what a read returns about a certificate: the wish to keep the one that is stored.
        ///
        /// @param sha256 hexadecimal, any case
        /// @param sha1 hexadecimal, any case
        record InfoOnly(@Nullable String sha256, @Nullable String sha1) implements Certificate {}

        record Unreadable(String why) implements Certificate {}
    }
}
