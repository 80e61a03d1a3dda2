package berth.store.document;

import berth.core.attestation.TpmChallenge;
import berth.core.id.OperationId;
import berth.core.json.JsonObject;
import berth.core.secret.Secret;
import berth.core.tpm.TpmIdentity;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/// What a TPM was challenged with, to be sealed as a whole.
public final class TpmChallengeDocument {
    private TpmChallengeDocument() {}

    public static JsonObject of(TpmChallenge challenge) {
        return new Members()
                .put("operationId", challenge.operationId().value())
                .put("endorsementKey", challenge.tpm().endorsementKey().base64())
                .put("storageRootKey", challenge.tpm().storageRootKey().base64())
                .put("key", challenge.key().revealBase64())
                .put("issuedAt", challenge.issuedAt().toString())
                .object();
    }

    public static TpmChallenge challenge(JsonObject document) throws BadDocument {
        return new TpmChallenge(
                new OperationId(JsonFields.requiredText(document, "operationId")),
                new TpmIdentity(
                        JsonFields.requiredBase64(document, "endorsementKey"),
                        JsonFields.requiredBase64(document, "storageRootKey")),
                Secret.ofBase64(JsonFields.requiredText(document, "key")),
                issuedAt(document));
    }

    private static Instant issuedAt(JsonObject document) throws BadDocument {
        try {
            return Instant.parse(JsonFields.requiredText(document, "issuedAt"));
        } catch (DateTimeParseException e) {
            throw new BadDocument("issuedAt", "is not a time: " + e.getParsedString());
        }
    }
}
