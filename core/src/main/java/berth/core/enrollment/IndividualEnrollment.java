package berth.core.enrollment;

import berth.core.attestation.Attestation;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// One device an operator expects.
///
/// @param spelling the registration ID as the operator spelled it
/// @param deviceId the identity to create in the hub; null means the registration ID
/// @param deviceInformation free information, never sent to the hub
public record IndividualEnrollment(
        IdScope scope,
        RegistrationId registrationId,
        String spelling,
        @Nullable DeviceId deviceId,
        Attestation attestation,
        EnrollmentSettings settings,
        @Nullable JsonObject deviceInformation,
        ETag etag,
        Instant createdAt,
        Instant updatedAt)
        implements Enrollment {

    @Override
    public EnrollmentKey key() {
        return new EnrollmentKey.Individual(registrationId);
    }
}
