package berth.cli.fleet.client;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.ByteString;
import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;

/// Vectors V2 and V4 of dps-device-protocol, section 10.
class TokenMannersTest {
    private static final Secret KEY =
            Secret.ofBase64("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    private static final Instant EXPIRY = Instant.ofEpochSecond(1893456000);

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "JAVA sr=0neABCDEF01/registrations/dev-01&sig=BzCkUAuflkN06pq6w5k3YWWL%2B8CmtHVozdK2ZW9skP0%3D&se=1893456000&skn=",
                "NODE sr=0neABCDEF01/registrations/dev-01&sig=BzCkUAuflkN06pq6w5k3YWWL%2B8CmtHVozdK2ZW9skP0%3D&skn=registration&se=1893456000",
                "PYTHON"
                    + " sr=0neABCDEF01%2Fregistrations%2Fdev-01&sig=7MFfxXmbOyrprrwTJvECCl6qBMVRYUZXPaWX6oa0Aic%3D&se=1893456000",
                "CSHARP"
                    + " sr=0neABCDEF01%2Fregistrations%2Fdev-01&sig=7MFfxXmbOyrprrwTJvECCl6qBMVRYUZXPaWX6oa0Aic%3D&se=1893456000&skn=registration",
                "C sr=0neABCDEF01%2fregistrations%2fdev-01&sig=Gn6fLjh%2fCt3C1h%2bnfqaso1hK%2fei4b%2bX58gHRmR4W1Lg%3d&se=1893456000&skn=registration",
                "EDGE sr=0neabcdef01%2fregistrations%2fdev-01&sig=%2BDKdZbkMC2bnfTdJjTV0xHpJtKUT4Ez4dZTsWQ%2BWxyk%3D&se=1893456000&skn=registration"
            })
    void everyClientSpellsItsTokenInItsOwnWay(StockClient client, String token) {
        assertThat(token(client, Mechanism.SYMMETRIC_KEY, "dev-01"))
                .isEqualTo("SharedAccessSignature " + token);
    }

    @ParameterizedTest
    @CsvSource({
        "JAVA, GiB2/wULg/j5EOGTcD0e97coKHH9qDGQsfva4En0RSk=",
        "CSHARP, VTci2dmGUr3z0j1RQO3WQqxqMS621YMIIXihdZEfg0o=",
        "C, sbK3kKyXmlWClwyMnS+1DE7fvlMidDkLtVZd34xaAB4="
    })
    void reservedCharactersAreSignedAsTheyAreSpelled(StockClient client, String signature) {
        var sig = token(client, Mechanism.SYMMETRIC_KEY, "machine.7_a:b").split("sig=", -1)[1];

        assertThat(
                        sig.replaceAll("(?i)%2f", "/")
                                .replaceAll("(?i)%3d", "=")
                                .replaceAll("(?i)%2b", "+"))
                .startsWith(signature + "&");
    }

    @Test
    void nodeSpellsTheTokenOfATpmOtherwise() {
        assertThat(token(StockClient.NODE, Mechanism.TPM, "dev-01"))
                .contains("sr=0neABCDEF01%2Fregistrations%2Fdev-01&")
                .endsWith("&se=1893456000&skn=registration");
    }

    @Test
    void embeddedClientsEscapePieceByPiece() {
        assertThat(token(StockClient.EMBEDDED, Mechanism.SYMMETRIC_KEY, "a:b"))
                .contains("sr=0neABCDEF01%2fregistrations%2fa%3Ab&");
    }

    private static String token(StockClient client, Mechanism mechanism, String id) {
        return client.tokens(mechanism)
                .token(
                        "0neABCDEF01",
                        id,
                        EXPIRY,
                        message -> ByteString.of(HmacSha256.of(KEY, message.toByteArray())));
    }
}
