package berth.wire.sas;

import berth.core.access.SasToken;
import berth.core.id.ByteString;
import berth.core.id.HostName;
import berth.core.id.IdScope;
import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;
import berth.wire.uri.PercentEncoding;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The text form of a shared access signature, as it stands in an `Authorization` header, an MQTT
/// password or a SASL response:
///
/// ```text
/// SharedAccessSignature sr={resource}&sig={signature}&se={expiry}&skn={policy}
/// ```
///
/// Fields in any order, each at most once, others ignored; `skn` may be absent or empty. `sr` and
/// `se` are kept literally, because their literal text is what was signed. Escapes are decoded once
/// and a plus sign stays a plus sign.
///
/// Source: dps-device-protocol section 4.2, iot-hub-protocol section 1.1, reliability section 8.
public final class SasText {
    public static final int LENGTH_MAX = 4 * 1024;

    private static final String SCHEME = "SharedAccessSignature";
    private static final Set<String> FIELDS = Set.of("sr", "sig", "se", "skn");
    private static final int SIGNATURE_BYTES = 32;

    /// At least one digit; how many fit is for the overflow check to say.
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    private static final Pattern PRINTABLE_ASCII = Pattern.compile("[ -~]*");

    /// What reading a text came to.
    public sealed interface Parsed {
        /// Taken apart; not judged.
        record Token(SasToken token) implements Parsed {}

        /// Not a shared access signature. `reason` is for the log; it repeats nothing of the text.
        record Refused(String reason) implements Parsed {}
    }

    private SasText() {}

    /// Reads the value of an `Authorization` header or a password.
    public static Parsed parse(String text) {
        if (text.length() > LENGTH_MAX) {
            return new Parsed.Refused("the token is longer than %d bytes".formatted(LENGTH_MAX));
        }
        if (!PRINTABLE_ASCII.matcher(text).matches()) {
            return new Parsed.Refused("the token has characters that are not printable ASCII");
        }
        var stripped = text.strip();
        int blank = stripped.indexOf(' ');
        if (blank < 0 || !stripped.substring(0, blank).equalsIgnoreCase(SCHEME)) {
            return new Parsed.Refused("the token does not start with " + SCHEME);
        }
        var fields = new HashMap<String, String>();
        for (var field : stripped.substring(blank).strip().split("&", -1)) {
            int equals = field.indexOf('=');
            var name = equals < 0 ? field : field.substring(0, equals);
            var value = equals < 0 ? "" : field.substring(equals + 1);
            if (FIELDS.contains(name) && fields.putIfAbsent(name, value) != null) {
                return new Parsed.Refused("the token has %s twice".formatted(name));
            }
        }
        return token(fields);
    }

    private static Parsed token(Map<String, String> fields) {
        for (var name : new String[] {"sr", "sig", "se"}) {
            if (fields.getOrDefault(name, "").isEmpty()) {
                return new Parsed.Refused("the token has no " + name);
            }
        }
        var resourceText = fields.getOrDefault("sr", "");
        var resource = PercentEncoding.decodeLeniently(resourceText);
        if (resource.isEmpty()) {
            return new Parsed.Refused("the token's sr is not UTF-8");
        }
        var policyName = PercentEncoding.decode(fields.getOrDefault("skn", ""));
        if (policyName.isEmpty()) {
            return new Parsed.Refused("the token's skn is not percent-encoded UTF-8");
        }
        var signature = signature(fields.getOrDefault("sig", ""));
        if (signature == null) {
            return new Parsed.Refused("the token's sig is not base64 of 32 bytes");
        }
        var expiryText = fields.getOrDefault("se", "");
        var expiry = expiry(expiryText);
        if (expiry == null) {
            return new Parsed.Refused("the token's se is not a 64-bit number of seconds");
        }
        return new Parsed.Token(
                new SasToken(
                        resourceText,
                        resource.get(),
                        signature,
                        expiryText,
                        expiry,
                        policyName.get().isEmpty() ? null : policyName.get()));
    }

    private static @Nullable ByteString signature(String text) {
        var base64 = PercentEncoding.decode(text);
        if (base64.isEmpty()) {
            return null;
        }
        try {
            var signature = ByteString.ofBase64(base64.get());
            return signature.length() == SIGNATURE_BYTES ? signature : null;
        } catch (IllegalArgumentException _) {
            // Not base64; the refusal says so without the decoder's quotation.
            return null;
        }
    }

    private static @Nullable Long expiry(String text) {
        if (!DIGITS.matcher(text).matches()) {
            return null;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            // Digits, but more than 64 bits of them.
            return null;
        }
    }

    /// A token for `resource`, signed with `key`.
    ///
    /// @param resource not encoded; it is put into the token percent-encoded
    /// @param policyName `skn`, or null for none
    public static String write(
            String resource, Secret key, Instant expiry, @Nullable String policyName) {
        var sr = PercentEncoding.encode(resource);
        long se = expiry.getEpochSecond();
        var message = (sr + "\n" + se).getBytes(StandardCharsets.UTF_8);
        var sig = PercentEncoding.encode(ByteString.of(HmacSha256.of(key, message)).base64());
        var token = SCHEME + " sr=" + sr + "&sig=" + sig + "&se=" + se;
        return policyName == null ? token : token + "&skn=" + PercentEncoding.encode(policyName);
    }

    /// The token a device registers with.
    ///
    /// @param spelling the registration ID as the device spells it
    public static String forRegistration(
            IdScope scope, String spelling, Secret key, Instant expiry) {
        return write(scope + "/registrations/" + spelling, key, expiry, "registration");
    }

    /// The token of a shared access policy, for everything on `host`.
    public static String forPolicy(HostName host, String policyName, Secret key, Instant expiry) {
        return write(host.value(), key, expiry, policyName);
    }
}
