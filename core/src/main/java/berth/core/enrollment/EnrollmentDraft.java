package berth.core.enrollment;

import berth.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/// An enrollment as an operator sent it: well-formed, but judged against no rule yet. One shape for
/// individual enrollments and groups; a group's draft has neither device ID nor device information.
///
/// @param id the registration ID or group ID inside the record, or null if it has none
/// @param etag the tag inside the record; a precondition in bulk operations only
/// @param deviceInformation free information about the device, never sent to the hub
///
///   Source: dps-service-api, sections 2.1 and 2.2.
public record EnrollmentDraft(
        @Nullable String id,
        @Nullable String etag,
        @Nullable String deviceId,
        @Nullable AttestationDraft attestation,
        SettingsDraft settings,
        @Nullable JsonObject deviceInformation) {}
