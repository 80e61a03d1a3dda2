package berth.wire.json;

import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationStatus;

import java.util.LinkedHashMap;
import java.util.Map;

/// A registration as operators read it. What devices read is another document with other rules.
///
/// Source: dps-service-api, section 2.6.
public final class RegistrationStateJson {
    private static final Spellings<Registration.Block> BLOCK =
            new Spellings<>(
                    Registration.Block.class,
                    block ->
                            switch (block) {
                                case DISABLED -> "disabled";
                                case DECOMMISSIONED -> "decommissioned";
                            });

    private RegistrationStateJson() {}

    /// The state of a device that never tried.
    ///
    /// @param spelling the registration ID as the enrollment spells it
    public static JsonObject unassigned(String spelling) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("registrationId", new JsonString(spelling));
        members.put(
                "status", new JsonString(RegistrationJson.spelling(RegistrationStatus.UNASSIGNED)));
        return new JsonObject(members);
    }

    /// Where a device stands.
    public static JsonObject write(Registration registration) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("registrationId", new JsonString(registration.spelling()));
        members.put(
                "createdDateTimeUtc", new JsonString(Timestamps.trimmed(registration.createdAt())));
        if (registration.assignedHub() != null) {
            members.put("assignedHub", new JsonString(registration.assignedHub().value()));
        }
        if (registration.deviceId() != null) {
            members.put("deviceId", new JsonString(registration.deviceId().value()));
        }
        members.put("status", new JsonString(RegistrationJson.spelling(registration.status())));
        if (registration.substatus() != null) {
            members.put(
                    "substatus",
                    new JsonString(RegistrationJson.spelling(registration.substatus())));
        }
        var failure = registration.failure();
        if (failure != null) {
            members.put("errorCode", JsonNumber.of(failure.error().code()));
            members.put("errorMessage", new JsonString(failure.message()));
        }
        members.put(
                "lastUpdatedDateTimeUtc",
                new JsonString(Timestamps.trimmed(registration.updatedAt())));
        members.put("etag", new JsonString(registration.etag().value()));
        if (registration.payload() != null) {
            members.put("payload", registration.payload());
        }
        ours(registration, members);
        return new JsonObject(members);
    }

    /// What the real service has no words for. Only where there is something to say, so that every
    /// other document is the real service's.
    private static void ours(Registration registration, Map<String, JsonValue> to) {
        var assignment = registration.assignment();
        if (assignment != null && assignment.fallback() != null) {
            to.put("fallback", new JsonString(assignment.fallback()));
        }
        if (registration.block() != null) {
            to.put("block", new JsonString(BLOCK.write(registration.block())));
        }
    }
}
