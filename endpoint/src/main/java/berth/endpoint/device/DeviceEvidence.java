package berth.endpoint.device;

import berth.core.attestation.Evidence;
import berth.wire.sas.SasText;

import org.jspecify.annotations.Nullable;

import java.security.cert.X509Certificate;
import java.util.List;

/// What a device shows, the same on every protocol.
public final class DeviceEvidence {
    private DeviceEvidence() {}

    /// A token goes before a certificate: a device sends a token because it means to, while TLS
    /// libraries attach whatever certificate they have as soon as they are asked. A token that
    /// cannot be read is no evidence, and no reason to look at the certificate instead.
    ///
    /// @param token the text of a SAS token, wherever the protocol carries it; null or blank if
    ///   none
    /// @param certificates the client's chain as TLS got it, leaf first; empty if none
    public static Evidence of(@Nullable String token, List<X509Certificate> certificates) {
        if (token != null && !token.isBlank()) {
            return switch (SasText.parse(token)) {
                case SasText.Parsed.Token(var read) -> new Evidence.Token(read);
                case SasText.Parsed.Refused(var reason) -> new Evidence.Nothing(reason);
            };
        }
        return certificates.isEmpty()
                ? new Evidence.Nothing("neither a token nor a client certificate")
                : new Evidence.Certificates(certificates);
    }
}
