package berth.wire.sas;

import static berth.testkit.fuzz.Oracle.allocatesAtMost;
import static berth.testkit.fuzz.Oracle.holds;

import berth.core.access.SasToken;
import berth.core.access.SasVerification;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.wire.sas.SasText.Parsed;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/// Feeds text to the readers of tokens and connection strings: what is refused is refused without
/// being repeated, and what is read can be written, signed and read again.
public final class SasFuzz {
    private static final long ALLOWANCE = 64 * 1024;
    private static final long ALLOWANCE_PER_BYTE = 64;

    private static final Pattern OWN_WORDS = Pattern.compile("[A-Za-z0-9 '-]{1,80}");
    private static final SymmetricKeys KEYS =
            new SymmetricKeys(Secret.of(new byte[32]), Secret.of(new byte[64]));

    private SasFuzz() {}

    /// @throws AssertionError when a reader breaks its word
    public static void fuzzerTestOneInput(byte[] data) {
        // A header arrives as Latin-1, a password as UTF-8.
        for (var charset : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_8)) {
            var text = new String(data, charset);
            allocatesAtMost(
                    ALLOWANCE + ALLOWANCE_PER_BYTE * data.length, () -> SasText.parse(text));
            switch (SasText.parse(text)) {
                case Parsed.Refused(String reason) -> checkWords(reason);
                case Parsed.Token(SasToken token) -> checkToken(text, token);
            }
            checkConnectionString(text);
        }
    }

    private static void checkToken(String text, SasToken token) {
        holds(text.contains(token.resourceText()), "sr is not as transmitted");
        holds(text.contains(token.expiryText()), "se is not as transmitted");
        holds(token.expirySeconds() >= 0, "it expires before 1970");
        holds(token.signature().length() == 32, "no HMAC-SHA256 has this length");
        holds(!SasVerification.signedBy(token, KEYS), "it guessed a signature");
        SasVerification.expired(token, Instant.EPOCH);
        checkRoundTrip(token);
    }

    private static void checkRoundTrip(SasToken token) {
        var expiry = Instant.ofEpochSecond(Math.min(token.expirySeconds(), Integer.MAX_VALUE));
        var written = SasText.write(token.resource(), KEYS.primary(), expiry, token.policyName());
        if (written.length() > SasText.LENGTH_MAX) {
            return;
        }
        holds(
                SasText.parse(written) instanceof Parsed.Token(SasToken same)
                        && same.resource().equals(token.resource())
                        && same.policy().equals(token.policy())
                        && same.expirySeconds() == expiry.getEpochSecond()
                        && SasVerification.signedBy(same, KEYS),
                "written and read, it is another: " + written);
    }

    private static void checkConnectionString(String text) {
        try {
            var parts = ConnectionStringText.parse(text);
            var masked = ConnectionStringText.masked(parts.host(), parts.policyName());
            var again = ConnectionStringText.parse(masked);
            holds(
                    again.host().equals(parts.host())
                            && again.policyName().equals(parts.policyName())
                            && again.key() == null,
                    "masked and read, it is another: " + masked);
        } catch (IllegalArgumentException e) {
            checkWords(String.valueOf(e.getMessage()));
        }
    }

    private static void checkWords(String reason) {
        holds(OWN_WORDS.matcher(reason).matches(), "not our own words: " + reason);
    }
}
