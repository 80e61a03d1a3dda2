package berth.wire.json;

import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceDraft.AuthenticationWish;
import berth.core.id.ByteString;
import berth.core.json.JsonNull;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The member `authentication` of a device identity:
///
/// ```text
/// {"type":"sas|selfSigned|certificateAuthority|none",
///  "symmetricKey":{"primaryKey":base64,"secondaryKey":base64},
///  "x509Thumbprint":{"primaryThumbprint":hex,"secondaryThumbprint":hex}}
/// ```
///
/// Written with keys in clear, as the registry's contract has it. Source: iot-hub-protocol,
/// sections 1.2 and 5.2.
public final class DeviceAuthenticationJson {
    private static final Pattern THUMBPRINT_ORNAMENT = Pattern.compile("[: ]");
    private static final int SHA1_BYTES = 20;
    private static final int SHA256_BYTES = 32;

    private DeviceAuthenticationJson() {}

    public static JsonObject write(DeviceAuthentication authentication) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("symmetricKey", symmetricKey(authentication));
        members.put("x509Thumbprint", thumbprints(authentication));
        members.put("type", new JsonString(type(authentication)));
        return new JsonObject(members);
    }

    /// `sas`, `selfSigned`, `certificateAuthority` or `none`.
    public static String type(DeviceAuthentication authentication) {
        return switch (authentication) {
            case DeviceAuthentication.SymmetricKeys _ -> "sas";
            case DeviceAuthentication.Thumbprints _ -> "selfSigned";
            case DeviceAuthentication.CertificateAuthority _ -> "certificateAuthority";
            case DeviceAuthentication.None _ -> "none";
        };
    }

    /// The member `x509Thumbprint`, which twins repeat.
    public static JsonObject thumbprints(DeviceAuthentication authentication) {
        return authentication
                        instanceof DeviceAuthentication.Thumbprints(var primary, var secondary)
                ? pair(
                        "primaryThumbprint",
                        new JsonString(primary.hexUpper()),
                        "secondaryThumbprint",
                        new JsonString(secondary.hexUpper()))
                : pair("primaryThumbprint", JsonNull.NULL, "secondaryThumbprint", JsonNull.NULL);
    }

    private static JsonObject symmetricKey(DeviceAuthentication authentication) {
        return authentication instanceof DeviceAuthentication.SymmetricKeys(var keys)
                ? pair(
                        "primaryKey",
                        new JsonString(keys.primary().revealBase64()),
                        "secondaryKey",
                        new JsonString(keys.secondary().revealBase64()))
                : pair("primaryKey", JsonNull.NULL, "secondaryKey", JsonNull.NULL);
    }

    private static JsonObject pair(
            String firstName, JsonValue first, String secondName, JsonValue second) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put(firstName, first);
        members.put(secondName, second);
        return new JsonObject(members);
    }

    /// Reads the member from the identity it belongs to. Without a type it is `selfSigned` if there
    /// are thumbprints, else `sas`; `sas` without keys asks for generated ones.
    static AuthenticationWish read(JsonObject identity) throws BadDocument {
        var member = JsonFields.optionalObject(identity, "authentication");
        if (member.isEmpty()) {
            return new AuthenticationWish.Unsaid();
        }
        try {
            return wish(member.get());
        } catch (BadDocument e) {
            throw e.under("authentication");
        }
    }

    private static AuthenticationWish wish(JsonObject authentication) throws BadDocument {
        var thumbprints = readThumbprints(authentication);
        var type =
                JsonFields.optionalText(authentication, "type")
                        .map(text -> text.toLowerCase(Locale.ROOT))
                        .orElse(thumbprints.isPresent() ? "selfsigned" : "sas");
        return switch (type) {
            case "sas" ->
                    readKeys(authentication)
                            .<AuthenticationWish>map(AuthenticationWish.Exactly::new)
                            .orElseGet(AuthenticationWish.GeneratedKeys::new);
            case "selfsigned" -> {
                if (thumbprints.isEmpty()) {
                    throw new BadDocument("x509Thumbprint", "is required for type selfSigned");
                }
                yield new AuthenticationWish.Exactly(thumbprints.get());
            }
            case "certificateauthority" ->
                    new AuthenticationWish.Exactly(new DeviceAuthentication.CertificateAuthority());
            case "none" -> new AuthenticationWish.Exactly(new DeviceAuthentication.None());
            default ->
                    throw new BadDocument(
                            "type", "must be sas, selfSigned, certificateAuthority or none");
        };
    }

    private static Optional<DeviceAuthentication> readKeys(JsonObject authentication)
            throws BadDocument {
        var member = JsonFields.optionalObject(authentication, "symmetricKey");
        if (member.isEmpty()) {
            return Optional.empty();
        }
        var primary = nonBlank(member.get(), "primaryKey");
        var secondary = nonBlank(member.get(), "secondaryKey");
        if (primary.isEmpty() && secondary.isEmpty()) {
            return Optional.empty();
        }
        if (primary.isEmpty() || secondary.isEmpty()) {
            throw new BadDocument("symmetricKey", "must have both keys or none");
        }
        try {
            var keys =
                    new SymmetricKeys(
                            Secret.ofBase64(primary.get()), Secret.ofBase64(secondary.get()));
            return Optional.of(new DeviceAuthentication.SymmetricKeys(keys));
        } catch (IllegalArgumentException _) {
            throw new BadDocument("symmetricKey", "must have keys of 16 to 64 bytes in base64");
        }
    }

    private static Optional<DeviceAuthentication> readThumbprints(JsonObject authentication)
            throws BadDocument {
        var member = JsonFields.optionalObject(authentication, "x509Thumbprint");
        if (member.isEmpty()) {
            return Optional.empty();
        }
        var primary = thumbprint(member.get(), "primaryThumbprint");
        var secondary = thumbprint(member.get(), "secondaryThumbprint");
        return primary.or(() -> secondary)
                .map(one -> new DeviceAuthentication.Thumbprints(one, secondary.orElse(one)));
    }

    private static Optional<ByteString> thumbprint(JsonObject member, String name)
            throws BadDocument {
        var text = nonBlank(member, name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            var bytes = ByteString.ofHex(THUMBPRINT_ORNAMENT.matcher(text.get()).replaceAll(""));
            if (bytes.length() == SHA1_BYTES || bytes.length() == SHA256_BYTES) {
                return Optional.of(bytes);
            }
        } catch (IllegalArgumentException _) {
            throw new BadDocument("x509Thumbprint." + name, "must be hexadecimal");
        }
        throw new BadDocument("x509Thumbprint." + name, "must have 40 or 64 hexadecimal digits");
    }

    private static Optional<String> nonBlank(JsonObject object, String name) throws BadDocument {
        return JsonFields.optionalText(object, name).filter(text -> !text.isBlank());
    }
}
