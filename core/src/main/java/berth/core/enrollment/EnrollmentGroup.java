package berth.core.enrollment;

import berth.core.attestation.Attestation;
import berth.core.id.ETag;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;

import java.time.Instant;

/// Devices an operator expects by what they have in common: a signing certificate or a group key.
///
/// @param spelling the group ID as the operator spelled it
public record EnrollmentGroup(
        IdScope scope,
        EnrollmentGroupId groupId,
        String spelling,
        Attestation attestation,
        EnrollmentSettings settings,
        ETag etag,
        Instant createdAt,
        Instant updatedAt)
        implements Enrollment {

    @Override
    public EnrollmentKey key() {
        return new EnrollmentKey.Group(groupId);
    }
}
