package berth.cli.fleet.client;

import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.JsonText;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a client puts into a register request.
///
/// Source: dps-device-protocol, section 0.3.
public enum BodyManners {
    /// The registration ID, and the keys of a TPM in both rounds of its challenge.
    REGISTRATION_ID,
    /// As above, with the keys of a TPM in the first round only.
    KEYS_ONCE,
    /// A `payload` of null before the registration ID, with blanks.
    PYTHON,
    /// Nothing over MQTT and AMQP.
    EMPTY_BUT_HTTPS;

    /// @param keys the members of `tpm`, or null for a device without one
    /// @param proven whether this is the second round, with the answer to a challenge
    public String text(
            Transport transport, String registrationId, @Nullable JsonObject keys, boolean proven) {
        return switch (this) {
            case REGISTRATION_ID -> document(registrationId, keys);
            case KEYS_ONCE -> document(registrationId, proven ? null : keys);
            case PYTHON ->
                    "{\"payload\": null, \"registrationId\": \"%s\"}".formatted(registrationId);
            case EMPTY_BUT_HTTPS ->
                    transport == Transport.HTTPS ? document(registrationId, keys) : "";
        };
    }

    private static String document(String registrationId, @Nullable JsonObject keys) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("registrationId", new JsonString(registrationId));
        if (keys != null) {
            members.put("tpm", keys);
        }
        return JsonText.text(new JsonObject(members));
    }
}
