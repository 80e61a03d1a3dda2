package berth.core.registration;

import berth.core.enrollment.EnrollmentKey;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A device's registration: one row for as long as nobody deletes it.
///
/// @param spelling the registration ID as the device first spelled it
/// @param enrollment what it was registered by, last
/// @param generation counts what was done to the device; orders the effects in hubs
/// @param operationId the latest operation
/// @param credential a digest of the credential shown last
/// @param failure of the latest operation
/// @param assignment the present one; stays while a later operation runs or fails
/// @param block set while an operator keeps the device out
/// @param leftBehind the identity that a deleted registration of this device left in a hub; removed
///   once this one is assigned
///
///   Source: dps-service-api section 2.6, reliability section 3.1.
public record Registration(
        IdScope scope,
        RegistrationId registrationId,
        String spelling,
        EnrollmentKey enrollment,
        RegistrationStatus status,
        long generation,
        OperationId operationId,
        ByteString credential,
        @Nullable RegistrationFailure failure,
        @Nullable Assignment assignment,
        @Nullable Block block,
        @Nullable Placement leftBehind,
        ETag etag,
        Instant createdAt,
        Instant updatedAt) {

    /// Where a device belongs.
    ///
    /// @param payload what the allocation gave for the device
    /// @param enrollmentEtag the tag of the enrollment it was made by; null if unknown
    /// @param fallback why an allocation function was not heard, or null
    /// @param confirmedAt when a later request was answered from this row without asking the hub;
    ///   null if none was
    public record Assignment(
            Placement place,
            Substatus substatus,
            @Nullable JsonValue payload,
            @Nullable ETag enrollmentEtag,
            @Nullable String fallback,
            @Nullable Instant confirmedAt) {
        /// The same place, of which the hub must be asked before anybody is told.
        Assignment unconfirmed() {
            return new Assignment(place, substatus, payload, null, fallback, confirmedAt);
        }
    }

    /// How an operator keeps a device out, whatever its enrollment says.
    public enum Block {
        /// Its identity is kept, disabled.
        DISABLED,
        /// Its identity is gone.
        DECOMMISSIONED
    }

    public @Nullable Placement place() {
        return assignment == null ? null : assignment.place();
    }

    public @Nullable HubHostName assignedHub() {
        return assignment == null ? null : assignment.place().hub();
    }

    public @Nullable DeviceId deviceId() {
        return assignment == null ? null : assignment.place().deviceId();
    }

    public @Nullable Substatus substatus() {
        return assignment == null ? null : assignment.substatus();
    }

    public @Nullable JsonValue payload() {
        return assignment == null ? null : assignment.payload();
    }

    /// The row after something was done to the device.
    Registration next(
            RegistrationStatus nextStatus,
            long nextGeneration,
            OperationId operation,
            @Nullable RegistrationFailure nextFailure,
            @Nullable Assignment nextAssignment,
            ETag nextEtag,
            Instant now) {
        return new Registration(
                scope,
                registrationId,
                spelling,
                enrollment,
                nextStatus,
                nextGeneration,
                operation,
                credential,
                nextFailure,
                nextAssignment,
                block,
                leftBehind,
                nextEtag,
                createdAt,
                now);
    }

    Registration blocked(@Nullable Block next) {
        return new Registration(
                scope,
                registrationId,
                spelling,
                enrollment,
                status,
                generation,
                operationId,
                credential,
                failure,
                assignment,
                next,
                leftBehind,
                etag,
                createdAt,
                updatedAt);
    }

    Registration withoutLeftBehind() {
        return new Registration(
                scope,
                registrationId,
                spelling,
                enrollment,
                status,
                generation,
                operationId,
                credential,
                failure,
                assignment,
                block,
                null,
                etag,
                createdAt,
                updatedAt);
    }
}
