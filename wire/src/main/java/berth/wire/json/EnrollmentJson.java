package berth.wire.json;

import berth.core.enrollment.EnrollmentDraft;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;

/// Individual enrollments. What a client may not write (registration state, times) is ignored when
/// it comes back, and so is what nobody knows. Source: dps-service-api, sections 2.1 and 2.4.
public final class EnrollmentJson {
    private EnrollmentJson() {}

    public static EnrollmentDraft read(JsonValue document) throws BadDocument {
        var record = JsonFields.object(document);
        var information = JsonFields.optionalObject(record, "optionalDeviceInformation");
        return new EnrollmentDraft(
                EnrollmentSettingsJson.text(record, "registrationId"),
                EnrollmentSettingsJson.text(record, "etag"),
                EnrollmentSettingsJson.text(record, "deviceId"),
                AttestationJson.readMember(record),
                EnrollmentSettingsJson.read(record),
                information.map(InitialTwinJson::collection).orElse(null));
    }

    /// As a list or a webhook sees it: without keys and registration state.
    public static JsonObject write(IndividualEnrollment enrollment) {
        return write(enrollment, AttestationJson.write(enrollment.attestation()), null);
    }

    /// As the answer to a write shows it: with keys.
    public static JsonObject writeWithKeys(IndividualEnrollment enrollment) {
        return write(enrollment, AttestationJson.writeWithKeys(enrollment.attestation()), null);
    }

    /// As a read shows it.
    ///
    /// @param registrationState see [RegistrationStateJson]
    public static JsonObject write(IndividualEnrollment enrollment, JsonObject registrationState) {
        return write(
                enrollment, AttestationJson.write(enrollment.attestation()), registrationState);
    }

    private static JsonObject write(
            IndividualEnrollment enrollment,
            JsonObject attestation,
            @Nullable JsonObject registrationState) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("registrationId", new JsonString(enrollment.spelling()));
        if (enrollment.deviceId() != null) {
            members.put("deviceId", new JsonString(enrollment.deviceId().value()));
        }
        if (registrationState != null) {
            members.put("registrationState", registrationState);
        }
        if (enrollment.deviceInformation() != null) {
            members.put("optionalDeviceInformation", enrollment.deviceInformation());
        }
        members.put("attestation", attestation);
        EnrollmentSettingsJson.write(enrollment, members);
        return new JsonObject(members);
    }
}
