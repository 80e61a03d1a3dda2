package berth.cli.fleet.client;

import berth.core.id.ByteString;
import berth.wire.uri.PercentEncoding;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// How a client spells the token it signs.
///
/// @param resource the text of `sr`, which is signed as it is spelled
/// @param lowerHex whether escapes have lower-case digits
/// @param policyName `skn`; empty for an empty one, null for none
/// @param policyBeforeExpiry whether `skn` stands before `se`
/// @param life of a token
///
///   Source: dps-device-protocol, section 4.2.
public record TokenManners(
        Resource resource,
        boolean lowerHex,
        @Nullable String policyName,
        boolean policyBeforeExpiry,
        Duration life) {
    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");

    /// The spellings of `{scope}/registrations/{registrationId}`.
    public enum Resource {
        /// As it is.
        RAW,
        /// All of it escaped.
        ESCAPED,
        /// All of it in lower case and escaped.
        LOWERED,
        /// Slashes escaped with lower-case digits, names with upper-case ones.
        PIECEWISE
    }

    /// A token.
    ///
    /// @param signer HMAC-SHA256 with the device's key, wherever that is kept
    public String token(
            String scope, String registrationId, Instant expiry, UnaryOperator<ByteString> signer) {
        var sr = spelled(scope, registrationId);
        var se = Long.toString(expiry.getEpochSecond());
        var message = ByteString.of((sr + "\n" + se).getBytes(StandardCharsets.UTF_8));
        var sig = escaped(signer.apply(message).base64());
        var skn = policyName == null ? "" : "&skn=" + policyName;
        var tail = policyBeforeExpiry ? skn + "&se=" + se : "&se=" + se + skn;
        return "SharedAccessSignature sr=" + sr + "&sig=" + sig + tail;
    }

    private String spelled(String scope, String registrationId) {
        var raw = scope + "/registrations/" + registrationId;
        return switch (resource) {
            case RAW -> raw;
            case ESCAPED -> escaped(raw);
            case LOWERED -> escaped(raw).toLowerCase(Locale.ROOT);
            case PIECEWISE ->
                    PercentEncoding.encode(scope)
                            + "%2fregistrations%2f"
                            + PercentEncoding.encode(registrationId);
        };
    }

    private String escaped(String text) {
        var upper = PercentEncoding.encode(text);
        return lowerHex
                ? ESCAPE.matcher(upper).replaceAll(m -> m.group().toLowerCase(Locale.ROOT))
                : upper;
    }
}
