package berth.wire.sas;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.access.SasToken;
import berth.core.access.SasVerification;
import berth.core.id.HostName;
import berth.core.id.IdScope;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.Random;

class SasTextTest {
    private static final Instant EXPIRY = Instant.ofEpochSecond(1893456000);
    private static final SymmetricKeys KI = keys("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    private static final SymmetricKeys K2 = keys("ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=");
    private static final SymmetricKeys KG =
            keys(
                    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4"
                            + "OTo7PD0+Pw==");

    private static SymmetricKeys keys(String base64) {
        return new SymmetricKeys(Secret.ofBase64(base64), Secret.ofBase64(base64));
    }

    private static SasToken token(String text) {
        return switch (SasText.parse(text)) {
            case SasText.Parsed.Token(var token) -> token;
            case SasText.Parsed.Refused(var reason) -> throw new AssertionError(reason);
        };
    }

    private static String reason(String text) {
        return switch (SasText.parse(text)) {
            case SasText.Parsed.Token(var token) -> throw new AssertionError("read: " + token);
            case SasText.Parsed.Refused(var reason) -> reason;
        };
    }

    private static String signed(String fields) {
        return "SharedAccessSignature " + fields;
    }

    /// dps-device-protocol, section 10, V2.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sr=0neABCDEF01/registrations/dev-01&sig=BzCkUAuflkN06pq6w5k3YWWL%2B8CmtHVozdK2ZW9skP0%3D&se=1893456000&skn=",
                "sr=0neABCDEF01/registrations/dev-01&sig=BzCkUAuflkN06pq6w5k3YWWL%2B8CmtHVozdK2ZW9skP0%3D&skn=registration&se=1893456000",
                "sr=0neABCDEF01%2Fregistrations%2Fdev-01&sig=7MFfxXmbOyrprrwTJvECCl6qBMVRYUZXPaWX6oa0Aic%3D&se=1893456000",
                "sr=0neABCDEF01%2Fregistrations%2Fdev-01&sig=7MFfxXmbOyrprrwTJvECCl6qBMVRYUZXPaWX6oa0Aic%3D&se=1893456000&skn=registration",
                "sr=0neABCDEF01%2fregistrations%2fdev-01&sig=Gn6fLjh%2fCt3C1h%2bnfqaso1hK%2fei4b%2bX58gHRmR4W1Lg%3d&se=1893456000&skn=registration",
                "sr=0neabcdef01%2fregistrations%2fdev-01&sig=%2BDKdZbkMC2bnfTdJjTV0xHpJtKUT4Ez4dZTsWQ%2BWxyk%3D&se=1893456000&skn=registration",
            })
    void everyStockClientsDeviceTokenReads(String fields) {
        var token = token(signed(fields));

        assertThat(SasVerification.signedBy(token, KI)).isTrue();
        assertThat(token.resource()).isEqualToIgnoringCase("0neABCDEF01/registrations/dev-01");
        assertThat(token.expirySeconds()).isEqualTo(1893456000);
    }

    /// dps-device-protocol, section 10, V1 and V3.
    @Test
    void aTokenOfADerivedKeyReads() {
        var token =
                token(
                        signed(
                                "sr=0neABCDEF01%2Fregistrations%2Fdev-01&sig=T4yQG0hUzLi7Z4oQ4Re0UQU1yxSy%2BzKFUQrMfSggh00%3D&se=1893456000"));

        assertThat(SasVerification.signedBy(token, KG.derive("dev-01"))).isTrue();
        assertThat(SasVerification.signedBy(token, KG.derive("Dev-01"))).isFalse();
    }

    /// dps-device-protocol, section 10, V4. The signatures are given as plain base64, which must
    /// read too: its plus signs stay plus signs.
    @ParameterizedTest
    @CsvSource({
        "0neABCDEF01/registrations/machine.7_a:b, GiB2/wULg/j5EOGTcD0e97coKHH9qDGQsfva4En0RSk=",
        "0neABCDEF01%2Fregistrations%2Fmachine.7_a%3Ab,"
                + " VTci2dmGUr3z0j1RQO3WQqxqMS621YMIIXihdZEfg0o=",
        "0neABCDEF01%2fregistrations%2fmachine.7_a%3ab,"
                + " sbK3kKyXmlWClwyMnS+1DE7fvlMidDkLtVZd34xaAB4=",
    })
    void reservedCharactersReadInEveryEncoding(String resource, String signature) {
        var token = token(signed("sr=" + resource + "&sig=" + signature + "&se=1893456000"));

        assertThat(SasVerification.signedBy(token, KI)).isTrue();
        assertThat(token.resource()).isEqualTo("0neABCDEF01/registrations/machine.7_a:b");
    }

    /// dps-device-protocol, section 10, V5, as far as it concerns the signature.
    @Test
    void anyOtherTextIsSignedByNobody() {
        var good =
                signed(
                        "sr=0neABCDEF01%2Fregistrations%2Fdev-01&sig=7MFfxXmbOyrprrwTJvECCl6qBMVRYUZXPaWX6oa0Aic%3D&se=1893456000");
        for (var bad :
                new String[] {
                    good.replace("1893456000", "1893456001"),
                    good.replace("dev-01", "dev-011"),
                    good.replace("%2F", "%2f"),
                    good.replace("7MFf", "7MFe"),
                }) {
            assertThat(SasVerification.signedBy(token(bad), KI)).as(bad).isFalse();
        }
        var expired =
                token(
                        signed(
                                "sr=0neABCDEF01%2Fregistrations%2Fdev-01&sig=mL%2FciCYuF3pu9%2FyWJ8T0aFFn2RF1disiZHrDEkHRSiQ%3D&se=1&skn=registration"));
        assertThat(SasVerification.signedBy(expired, KI)).isTrue();
        assertThat(SasVerification.expired(expired, EXPIRY)).isTrue();
    }

    /// iot-hub-protocol, section 12, V1 to V5, V8 and V10.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hub1.example.com/devices/dev-01|sr=hub1.example.com%2Fdevices%2Fdev-01&sig=v0jBsziN0YKdvTh2ym0kPHPKJYBU6Rl7DugraivAaYM%3D&se=1893456000",
                "hub1.example.com/devices/dev-01|sig=A6h3Xd0X6P%2FFGjXL4LRCkJEgGk69iZr69pJp73yKQy8%3D&se=1893456000&sr=hub1.example.com/devices/dev-01",
                "hub1.example.com/devices/dev-01|sr=hub1.example.com/devices/dev-01&sig=A6h3Xd0X6P%2fFGjXL4LRCkJEgGk69iZr69pJp73yKQy8%3d&se=1893456000",
                "hub1.example.com/devices/dev-01|sr=hub1.example.com/devices/dev-01&sig=A6h3Xd0X6P%2fFGjXL4LRCkJEgGk69iZr69pJp73yKQy8%3d&se=1893456000&skn=",
                "hub1.example.com/devices/dev-01|sr=hub1.example.com%2fdevices%2fdev-01&sig=EJmPLC00hGwkKw4X9dKAq6O84DTZkiTK9k%2ba5xoNcGU%3d&se=1893456000",
                "hub1.example.com/devices/dev-01/modules/m1|sr=hub1.example.com%2Fdevices%2Fdev-01%2Fmodules%2Fm1&sig=AhVt4%2BLzps74DeufpUuPVd%2BfFdADA8JSo0EeOIoh3E8%3D&se=1893456000",
                "hub1.example.com/devices/a%2Bb%40c%3Ad|sr=hub1.example.com%2Fdevices%2Fa%252Bb%2540c%253Ad&sig=SHQJf8i%2BPsPty3t7D57eLQMo4quOZ1E7n%2BRZECY1T4g%3D&se=1893456000",
                "hub1.example.com/devices/a+b@c:d|sr=hub1.example.com%2Fdevices%2Fa%2Bb%40c%3Ad&sig=euAg1vWm3EgR%2F9UGO9vdgRkKMMt5Aq8Dj%2FPpr233Anw%3D&se=1893456000",
                "hub1.example.com/devices/a+b@c:d|sig=4RtnacL1eudagqWzzulmyp58ZlmR2RPe38i7cRTs61o%3D&se=1893456000&sr=hub1.example.com/devices/a%2Bb%40c%3Ad",
                "hub1.example.com/devices/a+b@c:d|sr=hub1.example.com/devices/a+b@c:d&sig=DCrXlk9C9mY1kZgFzD7I8P7eq8vFjKlDEWf5EbzNAe0%3d&se=1893456000",
                "hub1.example.com/devices/dev-01|sr=hub1.example.com%2Fdevices%2Fdev-01&sig=RLXYFTcVm%2Fiqu3LHxUP%2BtziPN%2B2%2FhixrUwdW6A4HD%2Fs%3D&se=1",
            })
    void everyStockClientsHubTokenReads(String resource, String fields) {
        var token = token(signed(fields));

        assertThat(SasVerification.signedBy(token, KI)).isTrue();
        assertThat(token.resource()).isEqualTo(resource);
        assertThat(token.policy()).isEmpty();
    }

    /// iot-hub-protocol, section 12, V6, V7 and V9.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "iothubowner|sr=hub1.example.com&sig=dQXWvkmZcu%2BSnrPThRi8nAUb2Im122rsbp0QgnxZ7ms%3D&se=1893456000&skn=iothubowner",
                "device|sr=hub1.example.com%2Fdevices&sig=s6abVHkIoA7fxPTBl%2B4mPq%2F8kSpe10BtSQ2lqSnCVsM%3D&se=1893456000&skn=device",
            })
    void aPolicysTokenNamesItsPolicy(String policy, String fields) {
        var token = token(signed(fields));

        assertThat(SasVerification.signedBy(token, K2)).isTrue();
        assertThat(token.policy()).contains(policy);
    }

    @Test
    void aGroupKeyDerivesTheKeyOfAHubDevice() {
        var token =
                token(
                        signed(
                                "sr=hub1.example.com%2Fdevices%2Fdev-01&sig=U%2Fz46Wfv90NXOTumL9e0Lg94fp60%2F5vYU6xqVhAu34Q%3D&se=1893456000"));

        assertThat(K2.derive("dev-01").primary().revealBase64())
                .isEqualTo("u7cHKK6y/VrW48EjXwe3VyqsaJOiwrqCXqCUdCdqIHI=");
        assertThat(SasVerification.signedBy(token, K2.derive("dev-01"))).isTrue();
    }

    @Test
    void theSchemeHasNoCaseAndBlanksAroundDoNotCount() {
        var fields =
                "sr=a&se=1&sig=7MFfxXmbOyrprrwTJvECCl6qBMVRYUZXPaWX6oa0Aic%3D&unknown=1&unknown";

        assertThat(token("  sharedaccesssignature   " + fields + " ").resourceText())
                .isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|does not start",
                "SharedAccessSignature|does not start",
                "SharedAccessSignaturesr=a|does not start",
                "Bearer sr=a&sig=b&se=1|does not start",
                "SharedAccessSignature x|no sr",
                "SharedAccessSignature sr=&sig=b&se=1|no sr",
                "SharedAccessSignature sr=a&se=1|no sig",
                "SharedAccessSignature sr=a&sig=b|no se",
                "SharedAccessSignature sr=a&sr=b&sig=b&se=1|sr twice",
                "SharedAccessSignature sr=a&sig=b&se=1&skn=a&skn=|skn twice",
                "SharedAccessSignature sr=%FF&sig=b&se=1|sr is not UTF-8",
                "SharedAccessSignature sr=a&sig=b&se=1&skn=%|skn is not",
                "SharedAccessSignature sr=a&sig=!&se=1|sig is not",
                "SharedAccessSignature sr=a&sig=AAAA&se=1|sig is not",
                "SharedAccessSignature"
                        + " sr=a&sig=7MFfxXmbOyrprrwTJvECCl6qBMVRYUZXPaWX6oa0Aic%3&se=1|sig is not",
            })
    void whatIsNoTokenIsRefusedWithItsReason(String text, String reason) {
        assertThat(reason(text)).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "+1",
                "1.5",
                "1e9",
                "0x10",
                "9223372036854775808",
                "99999999999999999999999999",
                "%31",
                " 1"
            })
    void anExpiryIsA64BitNumberOfSeconds(String se) {
        var fields = "sr=a&sig=7MFfxXmbOyrprrwTJvECCl6qBMVRYUZXPaWX6oa0Aic%3D&se=";

        assertThat(token(signed(fields + "9223372036854775807")).expirySeconds())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(reason(signed(fields + se))).contains("se is not");
    }

    @Test
    void aTokenHasAtMostFourKilobytes() {
        var fields = "sr=a&se=1&sig=7MFfxXmbOyrprrwTJvECCl6qBMVRYUZXPaWX6oa0Aic%3D&x=";
        var most = signed(fields) + "x".repeat(SasText.LENGTH_MAX - signed(fields).length());

        assertThat(token(most).resource()).isEqualTo("a");
        assertThat(reason(most + "x")).contains("longer than 4096");
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "\n", "\u0000", "\u007f", "\u212a"})
    void onlyPrintableAsciiIsRead(String character) {
        assertThat(reason(signed("sr=a" + character + "&sig=b&se=1"))).contains("printable");
    }

    @Test
    void whatWeWriteReadsAndVerifies() {
        var random = new Random(11);
        for (int i = 0; i < 200; i++) {
            var keys = SymmetricKeys.generate(random);
            var resource = "host/a b/" + Integer.toString(random.nextInt(), 36) + "%+é";
            var expiry = Instant.ofEpochSecond(random.nextLong(1L << 40));

            var token = token(SasText.write(resource, keys.secondary(), expiry, "a&b=c"));

            assertThat(token.resource()).isEqualTo(resource);
            assertThat(token.policy()).contains("a&b=c");
            assertThat(token.expirySeconds()).isEqualTo(expiry.getEpochSecond());
            assertThat(SasVerification.signedBy(token, keys)).isTrue();
        }
    }

    /// The same bytes as the stock clients'.
    @Test
    void ourOwnTokensLookLikeTheirs() {
        assertThat(
                        SasText.forRegistration(
                                new IdScope("0neABCDEF01"), "dev-01", KI.primary(), EXPIRY))
                .isEqualTo(
                        signed(
                                "sr=0neABCDEF01%2Fregistrations%2Fdev-01&sig=7MFfxXmbOyrprrwTJvECCl6qBMVRYUZXPaWX6oa0Aic%3D&se=1893456000&skn=registration"));
        assertThat(
                        SasText.forPolicy(
                                new HostName("hub1.example.com"),
                                "iothubowner",
                                K2.primary(),
                                EXPIRY))
                .isEqualTo(
                        signed(
                                "sr=hub1.example.com&sig=dQXWvkmZcu%2BSnrPThRi8nAUb2Im122rsbp0QgnxZ7ms%3D&se=1893456000&skn=iothubowner"));
    }

    /// Cutting, doubling and changing pieces of good tokens gives a token or a reason, never more.
    @Test
    void damagedTokensFailCleanly() {
        var good =
                signed(
                        "sr=0neABCDEF01%2Fregistrations%2Fdev-01&sig=7MFfxXmbOyrprrwTJvECCl6qBMVRYUZXPaWX6oa0Aic%3D&se=1893456000&skn=registration");
        for (long seed = 0; seed < 20_000; seed++) {
            var random = new Random(seed);
            var text = new StringBuilder(good);
            for (int i = random.nextInt(1, 6); i > 0 && text.length() > 2; i--) {
                int at = random.nextInt(text.length() - 1);
                switch (random.nextInt(3)) {
                    case 0 -> text.delete(at, random.nextInt(at, text.length()));
                    case 1 ->
                            text.insert(at, text.substring(at, random.nextInt(at, text.length())));
                    default -> text.setCharAt(at, "%&= +/\u00e91Zs".charAt(random.nextInt(10)));
                }
            }
            switch (SasText.parse(text.toString())) {
                case SasText.Parsed.Token(var token) ->
                        assertThat(text.toString())
                                .as("seed %d", seed)
                                .contains(token.expiryText());
                case SasText.Parsed.Refused(var reason) ->
                        assertThat(reason).as("seed %d", seed).isNotEmpty();
            }
        }
    }
}
