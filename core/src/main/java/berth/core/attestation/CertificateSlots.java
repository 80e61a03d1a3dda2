package berth.core.attestation;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A primary and a secondary certificate, both valid at any time, for rolling one while devices
/// still present the other. At least one slot is filled; usually the first.
public record CertificateSlots(
        @Nullable EnrolledCertificate primary, @Nullable EnrolledCertificate secondary) {
    public CertificateSlots {
        if (primary == null && secondary == null) {
            throw new IllegalArgumentException("at least one certificate is needed");
        }
    }

    public List<EnrolledCertificate> filled() {
        return Stream.of(primary, secondary).filter(Objects::nonNull).toList();
    }
}
