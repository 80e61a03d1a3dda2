package berth.core.registration;

import berth.core.enrollment.EnrollmentKey;
import berth.core.hub.DeviceAuthentication;
import berth.core.id.ByteString;
import berth.core.id.ETag;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// One attempt of a device to be assigned, from the request to its end.
///
/// @param spelling the registration ID as the device spelled it this time
/// @param generation orders the effects of the operations of one registration
/// @param enrollment what the device was admitted by, with the tag it had
/// @param authentication how the device will prove itself to its hub; sealed at rest
/// @param requestDigest of everything the device asked for, to notice a different request joining
/// @param apiVersion as the device sent it
/// @param payload the device's own payload for custom allocation
/// @param plan null until PLANNED; sealed at rest
/// @param createdInHub whether this operation made the identity: the only thing unwinding removes
/// @param attempt tries of the present step so far, throttling not counted
/// @param nextRun not before, by the store's clock
/// @param deadline when patience ends
/// @param failure set on the way to FAILED
/// @param finishedAt when it became final
///
///   Source: reliability, section 3.1.
public record Operation(
        OperationId id,
        IdScope scope,
        RegistrationId registrationId,
        String spelling,
        long generation,
        EnrollmentKey enrollment,
        ETag enrollmentEtag,
        DeviceAuthentication authentication,
        ByteString requestDigest,
        String apiVersion,
        @Nullable JsonValue payload,
        OperationState state,
        @Nullable AssignmentPlan plan,
        boolean createdInHub,
        int attempt,
        Instant nextRun,
        Instant deadline,
        Lease lease,
        @Nullable RegistrationFailure failure,
        Instant createdAt,
        @Nullable Instant finishedAt) {}
