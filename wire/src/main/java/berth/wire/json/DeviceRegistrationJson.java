package berth.wire.json;

import berth.core.attestation.Evidence;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.id.ByteString;
import berth.core.id.RegistrationId;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

/// What a device sends with a request to register, `DeviceRegistration` in Azure's words, the same
/// on every protocol:
///
/// | member | type | |
/// | --- | --- | --- |
/// | `registrationId` | string | optional; if present, the ID the request is addressed to |
/// | `tpm.endorsementKey` | base64 | required in `tpm` |
/// | `tpm.storageRootKey` | base64 | optional |
/// | `payload` | any JSON | for custom allocation; one stock client sends it as a string of JSON |
///
/// Everything else is ignored, certificate signing requests too. No body at all is a request
/// without any of these: one stock client sends none.
///
/// Source: dps-device-protocol, section 0.3.
public final class DeviceRegistrationJson {
    /// Of the payload, written compactly. Source: reliability, section 10.
    public static final int PAYLOAD_BYTES_MAX = 96 * 1024;

    /// A payload may be one string; whether it is too long is judged as payload.
    private static final JsonLimits LIMITS =
            new JsonLimits(
                    JsonLimits.DEFAULT.depthMax(),
                    2 * PAYLOAD_BYTES_MAX,
                    JsonLimits.DEFAULT.numberDigitsMax(),
                    JsonLimits.DEFAULT.membersMax());

    /// What reading a body came to.
    public sealed interface Parsed {
        /// The members that count, each null if absent.
        record Request(Evidence.@Nullable TpmKeys tpm, @Nullable JsonValue payload)
                implements Parsed {}

        /// The body is not acceptable.
        record Refused(Refusal refusal) implements Parsed {}
    }

    private DeviceRegistrationJson() {}

    /// Reads the body of a request to register `addressed`.
    public static Parsed parse(ByteString body, RegistrationId addressed) {
        if (body.isEmpty()) {
            return new Parsed.Request(null, null);
        }
        try {
            return read(JsonFields.object(JsonText.parse(body, LIMITS)), addressed);
        } catch (MalformedJson e) {
            return refused(ServiceError.BAD_REQUEST, e.getMessage());
        } catch (BadDocument e) {
            return refused(ServiceError.INVALID_ARGUMENT, e.getMessage());
        }
    }

    private static Parsed read(JsonObject document, RegistrationId addressed) throws BadDocument {
        var registrationId = JsonFields.optionalText(document, "registrationId");
        if (registrationId.isPresent()
                && !registrationId.get().equalsIgnoreCase(addressed.value())) {
            throw new BadDocument("registrationId", "differs from the one in the address");
        }
        var tpm = JsonFields.optionalObject(document, "tpm");
        var payload = JsonFields.optionalValue(document, "payload").orElse(null);
        if (payload != null && JsonText.bytes(payload).length() > PAYLOAD_BYTES_MAX) {
            return refused(
                    ServiceError.PAYLOAD_TOO_LARGE,
                    "payload has more than %d bytes".formatted(PAYLOAD_BYTES_MAX));
        }
        return new Parsed.Request(tpm.isPresent() ? tpm(tpm.get()) : null, payload);
    }

    private static Evidence.TpmKeys tpm(JsonObject tpm) throws BadDocument {
        try {
            return new Evidence.TpmKeys(
                    JsonFields.requiredBase64(tpm, "endorsementKey"),
                    JsonFields.optionalBase64(tpm, "storageRootKey").orElse(null));
        } catch (BadDocument e) {
            throw e.under("tpm");
        }
    }

    private static Parsed refused(ServiceError error, @Nullable String explanation) {
        return new Parsed.Refused(Refusal.explained(error, String.valueOf(explanation)));
    }
}
