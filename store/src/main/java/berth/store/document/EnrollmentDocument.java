package berth.store.document;

import berth.core.enrollment.Enrollment;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.json.JsonObject;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import java.time.Instant;

/// Individual enrollments and groups: an open document, and one of secrets that may be empty.
public final class EnrollmentDocument {
    /// What stands in columns of its own beside the documents.
    public record Columns(
            IdScope scope, String id, ETag etag, Instant createdAt, Instant updatedAt) {}

    private EnrollmentDocument() {}

    public static JsonObject open(IndividualEnrollment enrollment) {
        var deviceId = enrollment.deviceId();
        return common(enrollment, enrollment.spelling())
                .put("deviceId", deviceId == null ? null : deviceId.value())
                .put("deviceInformation", enrollment.deviceInformation())
                .object();
    }

    public static JsonObject open(EnrollmentGroup group) {
        return common(group, group.spelling()).object();
    }

    public static JsonObject secrets(Enrollment enrollment) {
        var members = new Members();
        AttestationDocument.secrets(enrollment.attestation(), members);
        SettingsDocument.secrets(enrollment.settings(), members);
        return members.object();
    }

    public static IndividualEnrollment individual(
            Columns columns, JsonObject open, JsonObject secrets) throws BadDocument {
        return new IndividualEnrollment(
                columns.scope(),
                new RegistrationId(columns.id()),
                JsonFields.requiredText(open, "spelling"),
                JsonFields.optionalText(open, "deviceId").map(DeviceId::new).orElse(null),
                AttestationDocument.attestation(
                        JsonFields.requiredObject(open, "attestation"), secrets),
                SettingsDocument.settings(JsonFields.requiredObject(open, "settings"), secrets),
                JsonFields.optionalObject(open, "deviceInformation").orElse(null),
                columns.etag(),
                columns.createdAt(),
                columns.updatedAt());
    }

    public static EnrollmentGroup group(Columns columns, JsonObject open, JsonObject secrets)
            throws BadDocument {
        return new EnrollmentGroup(
                columns.scope(),
                new EnrollmentGroupId(columns.id()),
                JsonFields.requiredText(open, "spelling"),
                AttestationDocument.attestation(
                        JsonFields.requiredObject(open, "attestation"), secrets),
                SettingsDocument.settings(JsonFields.requiredObject(open, "settings"), secrets),
                columns.etag(),
                columns.createdAt(),
                columns.updatedAt());
    }

    private static Members common(Enrollment enrollment, String spelling) {
        return new Members()
                .put("spelling", spelling)
                .put("attestation", AttestationDocument.open(enrollment.attestation()))
                .put("settings", SettingsDocument.open(enrollment.settings()));
    }
}
