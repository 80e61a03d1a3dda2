package berth.store.document;

import berth.core.json.JsonObject;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

/// Two keys, to be sealed.
public final class KeysDocument {
    private KeysDocument() {}

    public static JsonObject of(SymmetricKeys keys) {
        return write(new Members(), keys).object();
    }

    static Members write(Members to, SymmetricKeys keys) {
        return to.put("primaryKey", keys.primary().revealBase64())
                .put("secondaryKey", keys.secondary().revealBase64());
    }

    public static SymmetricKeys keys(JsonObject document) throws BadDocument {
        return new SymmetricKeys(
                Secret.ofBase64(JsonFields.requiredText(document, "primaryKey")),
                Secret.ofBase64(JsonFields.requiredText(document, "secondaryKey")));
    }
}
