package berth.wire.json;

import berth.core.enrollment.EnrollmentDraft;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.util.LinkedHashMap;

/// Enrollment groups. Source: dps-service-api, sections 2.2 and 2.4.
public final class EnrollmentGroupJson {
    private EnrollmentGroupJson() {}

    public static EnrollmentDraft read(JsonValue document) throws BadDocument {
        var record = JsonFields.object(document);
        return new EnrollmentDraft(
                EnrollmentSettingsJson.text(record, "enrollmentGroupId"),
                EnrollmentSettingsJson.text(record, "etag"),
                null,
                AttestationJson.readMember(record),
                EnrollmentSettingsJson.read(record),
                null);
    }

    /// As reads, lists and webhooks see it: without keys.
    public static JsonObject write(EnrollmentGroup group) {
        return write(group, AttestationJson.write(group.attestation()));
    }

    /// As the answer to a write shows it: with keys.
    public static JsonObject writeWithKeys(EnrollmentGroup group) {
        return write(group, AttestationJson.writeWithKeys(group.attestation()));
    }

    private static JsonObject write(EnrollmentGroup group, JsonObject attestation) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("enrollmentGroupId", new JsonString(group.spelling()));
        members.put("attestation", attestation);
        EnrollmentSettingsJson.write(group, members);
        return new JsonObject(members);
    }
}
