package berth.core.enrollment;

import berth.core.id.IdScope;

/// The part of the writing rules that is not the same in every house.
///
/// @param authorities which certificate authorities are uploaded
/// @param plainHttpWebhooks whether an allocation function may be called without TLS; for functions
///   on the same machine or network only
public record EnrollmentRules(UploadedAuthorities authorities, boolean plainHttpWebhooks) {
    /// No uploaded authorities, no plain HTTP.
    public static final EnrollmentRules STRICT = new EnrollmentRules((_, _) -> false, false);

    /// Tells whether an instance has a certificate authority of a given name.
    @FunctionalInterface
    public interface UploadedAuthorities {
        boolean uploaded(IdScope scope, String name);
    }
}
