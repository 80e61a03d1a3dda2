package berth.core.access;

import berth.core.id.ByteString;
import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/// The two questions about a SAS token that do not depend on who asks: is it signed by one of these
/// keys, and is it still good.
public final class SasVerification {
    /// How long after its expiry a token is still taken, for devices whose clocks are off. Source:
    /// dps-device-protocol, section 4.2 (the hub's documented value).
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private SasVerification() {}

    /// Both keys are always computed and compared in constant time, so that the time taken tells
    /// nothing.
    public static boolean signedBy(SasToken token, SymmetricKeys keys) {
        var primary = signature(token, keys.primary());
        var secondary = signature(token, keys.secondary());
        boolean byPrimary = token.signature().equalsInConstantTime(primary);
        boolean bySecondary = token.signature().equalsInConstantTime(secondary);
        return byPrimary || bySecondary;
    }

    /// As [#signedBy], by clients of Event Hubs: they do not decode a key, its text in base64 is
    /// the key. Who can sign in one way can in the other.
    public static boolean signedByText(SasToken token, SymmetricKeys keys) {
        var primary = signature(token, textOf(keys.primary()));
        var secondary = signature(token, textOf(keys.secondary()));
        boolean byPrimary = token.signature().equalsInConstantTime(primary);
        boolean bySecondary = token.signature().equalsInConstantTime(secondary);
        return byPrimary || bySecondary;
    }

    private static Secret textOf(Secret key) {
        return Secret.of(key.revealBase64().getBytes(StandardCharsets.US_ASCII));
    }

    private static ByteString signature(SasToken token, Secret key) {
        var message =
                (token.resourceText() + "\n" + token.expiryText()).getBytes(StandardCharsets.UTF_8);
        return ByteString.of(HmacSha256.of(key, message));
    }

    public static boolean expired(SasToken token, Instant now) {
        return now.getEpochSecond() - CLOCK_SKEW.toSeconds() > token.expirySeconds();
    }
}
