package berth.wire.x509;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

class PrivateKeyTextTest {
    @ParameterizedTest
    @EnumSource(
            value = KeyKind.class,
            names = {"P_256", "P_384", "P_521", "ED25519", "RSA_2048"})
    void whatIsWrittenIsRead(KeyKind kind) {
        var key = kind.generate(new SecureRandom()).getPrivate();
        var pem = PrivateKeyText.pem(key);

        assertThat(pem)
                .startsWith("-----BEGIN PRIVATE KEY-----\n")
                .endsWith("\n-----END PRIVATE KEY-----\n");
        assertThat(PrivateKeyText.read(pem))
                .isInstanceOfSatisfying(
                        PrivateKeyText.Reading.Read.class,
                        read -> {
                            assertThat(read.key().getEncoded()).isEqualTo(key.getEncoded());
                            assertThat(read).hasToString("Read[key=****]");
                        });
    }

    /// Made with `openssl ecparam -name prime256v1 -genkey`.
    @Test
    void theOlderFormIsRead() {
        assertThat(
                        PrivateKeyText.read(
                                """
                                -----BEGIN EC PARAMETERS-----
                                BggqhkjOPQMBBw==
                                -----END EC PARAMETERS-----
                                -----BEGIN EC PRIVATE KEY-----
                                MHcCAQEEINvTLAM3ty5hesp4UNvze4gBFRTYlIBwiN3mz0IiHot4oAoGCCqGSM49
                                AwEHoUQDQgAEu9Cx5/WH3DIM23iIVLvpGd3RzwRbLMN4a3sNfZnU+iq5ZuUjv9Z2
                                w8hif3I8U+GeedGLzBwUsxCc3WatSwVC8Q==
                                -----END EC PRIVATE KEY-----
                                """))
                .isInstanceOf(PrivateKeyText.Reading.Read.class);
    }

    @Test
    void aCertificateBeforeTheKeyIsSkipped() {
        var issued =
                new CertificateIssuer(InstantSource.system(), new SecureRandom())
                        .rootAuthority("root", Duration.ofDays(1));
        assertThat(
                        PrivateKeyText.read(
                                CertificateText.pem(issued.certificate())
                                        + PrivateKeyText.pem(issued.key())))
                .isInstanceOf(PrivateKeyText.Reading.Read.class);
    }

    @Test
    void anythingElseIsUnreadableAndSaysWhy() {
        assertUnreadable("", "no private key in PEM");
        assertUnreadable("secret", "no private key in PEM");
        assertUnreadable(
                "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
                "a private key that is malformed or not supported");
        assertUnreadable(
                "-----BEGIN PRIVATE KEY-----\nMAA=\n",
                "a private key that is malformed or not supported");
        assertUnreadable(
                """
                -----BEGIN ENCRYPTED PRIVATE KEY-----
                MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAik+suEEMduUAICCAAw
                DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEIWgLUvOLS1X3zro8yku+WUEgZC2
                5KBNVJmgYWJUkLswsSzWCajJr2HLCrO6YmHgtNSgk4/e14lLjUASYNhTgMWONLZv
                bsGjOz6N3v9HsuKIeMwz2505zdSU4JvXNOpeXBmyFTkulN+l0igpQoCKlseST/t0
                heWF36iJTzvTItR7wA+ueBgpKfACsTduzmhKVuIdFloX8l2Rr4gDsEgZnE349t4=
                -----END ENCRYPTED PRIVATE KEY-----
                """,
                "an encrypted private key");
        assertUnreadable(
                "A".repeat(PrivateKeyText.CHARS_MAX + 1), "a key of more than 65536 characters");
    }

    private static void assertUnreadable(String text, String reason) {
        assertThat(PrivateKeyText.read(text))
                .isEqualTo(new PrivateKeyText.Reading.Unreadable(reason));
    }
}
