package berth.core.attestation;

/// Whether a presented certificate, with what stands above it, vouches for a device.
public sealed interface CertificateVerdict {
    record Accepted() implements CertificateVerdict {}

    /// `reason` names the certificate and the rule it breaks. It is for operators, never for the
    /// device, and safe to log: no control characters, bounded in length.
    record Rejected(String reason) implements CertificateVerdict {}
}
