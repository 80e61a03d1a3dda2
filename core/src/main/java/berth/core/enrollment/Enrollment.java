package berth.core.enrollment;

import berth.core.attestation.Attestation;
import berth.core.id.ETag;
import berth.core.id.IdScope;

import java.time.Instant;

/// What an operator wrote down about one device or about a group of devices.
public sealed interface Enrollment permits IndividualEnrollment, EnrollmentGroup {
    IdScope scope();

    /// The name that tells this enrollment from every other of its scope.
    EnrollmentKey key();

    Attestation attestation();

    EnrollmentSettings settings();

    ETag etag();

    Instant createdAt();

    Instant updatedAt();
}
