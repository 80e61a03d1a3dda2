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
/// @param generation counts the operations; orders their effects
/// @param operationId the latest operation
/// @param credential a digest of the credential shown last
/// @param assignedHub the present assignment; stays while a later operation runs or fails
/// @param payload what the allocation gave for the device
///
///   Source: dps-service-api section 2.6, reliability section 3.1.
public record Registration(
        IdScope scope,
        RegistrationId registrationId,
        String spelling,
        EnrollmentKey enrollment,
        RegistrationStatus status,
        @Nullable Substatus substatus,
        @Nullable HubHostName assignedHub,
        @Nullable DeviceId deviceId,
        long generation,
        OperationId operationId,
        ByteString credential,
        @Nullable RegistrationFailure failure,
        @Nullable JsonValue payload,
        ETag etag,
        Instant createdAt,
        Instant updatedAt) {}
