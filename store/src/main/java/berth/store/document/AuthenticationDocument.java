package berth.store.document;

import berth.core.hub.DeviceAuthentication;
import berth.core.id.ByteString;
import berth.core.json.JsonObject;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

/// How a device proves itself to its hub, to be sealed as a whole.
public final class AuthenticationDocument {
    private AuthenticationDocument() {}

    public static JsonObject of(DeviceAuthentication authentication) {
        var members = new Members();
        return switch (authentication) {
            case DeviceAuthentication.SymmetricKeys(var keys) ->
                    KeysDocument.write(members.put("type", "sas"), keys).object();
            case DeviceAuthentication.Thumbprints(var primary, var secondary) ->
                    members.put("type", "selfSigned")
                            .put("primary", primary.hex())
                            .put("secondary", secondary.hex())
                            .object();
            case DeviceAuthentication.CertificateAuthority _ ->
                    members.put("type", "certificateAuthority").object();
            case DeviceAuthentication.None _ -> members.put("type", "none").object();
        };
    }

    public static DeviceAuthentication authentication(JsonObject document) throws BadDocument {
        var type = JsonFields.requiredText(document, "type");
        return switch (type) {
            case "sas" -> new DeviceAuthentication.SymmetricKeys(KeysDocument.keys(document));
            case "selfSigned" ->
                    new DeviceAuthentication.Thumbprints(
                            ByteString.ofHex(JsonFields.requiredText(document, "primary")),
                            ByteString.ofHex(JsonFields.requiredText(document, "secondary")));
            case "certificateAuthority" -> new DeviceAuthentication.CertificateAuthority();
            case "none" -> new DeviceAuthentication.None();
            default -> throw new BadDocument("type", "is unknown: " + type);
        };
    }
}
