package berth.store.document;

import berth.core.attestation.TpmChallenge;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.core.registration.Operation;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;

/// What is secret about an admission, to be sealed as a whole: how the device proves itself to its
/// hub and, for a TPM, the challenge it answered.
public final class AdmissionSecretsDocument {
    private static final String CHALLENGE = "tpmChallenge";

    private AdmissionSecretsDocument() {}

    public static JsonObject of(Operation.Intake intake) {
        var authentication = AuthenticationDocument.of(intake.authentication());
        if (intake.challenge() == null) {
            return authentication;
        }
        var members = new LinkedHashMap<String, JsonValue>(authentication.members());
        members.put(CHALLENGE, TpmChallengeDocument.of(intake.challenge()));
        return new JsonObject(members);
    }

    static @Nullable TpmChallenge challenge(JsonObject document) throws BadDocument {
        var challenge = JsonFields.optionalObject(document, CHALLENGE);
        return challenge.isEmpty() ? null : TpmChallengeDocument.challenge(challenge.get());
    }
}
