package berth.wire.x509;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

class CertificateTextTest {
    private static final CertificateIssuer ISSUER =
            new CertificateIssuer(InstantSource.system(), new SecureRandom());
    private static final X509Certificate CERTIFICATE =
            ISSUER.rootAuthority("root", Duration.ofDays(1)).certificate();
    private static final X509Certificate ANOTHER =
            ISSUER.rootAuthority("another", Duration.ofDays(1)).certificate();
    private static final String PEM = CertificateText.pem(CERTIFICATE);

    @Test
    void whatIsWrittenIsRead() {
        assertThat(PEM)
                .startsWith("-----BEGIN CERTIFICATE-----\nMII")
                .endsWith("\n-----END CERTIFICATE-----\n");
        assertThat(PEM.lines()).allMatch(line -> line.length() <= 64);
        assertRead(PEM);
    }

    @Test
    void pemOnOneLineIsRead() {
        assertRead(PEM.replace("\n", ""));
        assertRead(PEM.replace("\n", " "));
        assertRead(PEM.replace("\n", "\r\n"));
        assertRead(PEM.replace("\n", "\\n"));
        assertRead(PEM.replace("\n", "\\r\\n"));
    }

    @Test
    void base64OfTheDerEncodingIsRead() throws CertificateEncodingException {
        assertRead(base64(CERTIFICATE.getEncoded()));
        assertRead(Base64.getMimeEncoder().encodeToString(CERTIFICATE.getEncoded()) + "\r\n");
    }

    @Test
    void base64OfAPemFileIsRead() {
        assertRead(base64(PEM.getBytes(StandardCharsets.US_ASCII)));
        assertRead(base64(("Bag Attributes\n" + PEM).getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void theFirstCertificateOfABundleCounts() {
        assertRead(CertificateText.pem(List.of(CERTIFICATE, ANOTHER)));
        assertRead("# root\nsubject=CN=root\n" + PEM + CertificateText.pem(ANOTHER));
        assertRead(
                PrivateKeyText.pem(KeyKind.P_256.generate(new SecureRandom()).getPrivate()) + PEM);
        assertRead(
                base64(
                        CertificateText.pem(List.of(CERTIFICATE, ANOTHER))
                                .getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void theOlderLabelIsRead() {
        assertRead(PEM.replace(" CERTIFICATE", " X509 CERTIFICATE"));
    }

    @Test
    void anythingElseIsUnreadableAndSaysWhy() throws CertificateEncodingException {
        var der = CERTIFICATE.getEncoded();
        assertUnreadable("", "base64 of something else than a certificate");
        assertUnreadable("secret!", "neither PEM nor base64");
        assertUnreadable("c2VjcmV0", "base64 of something else than a certificate");
        assertUnreadable(
                PEM.replace("CERTIFICATE", "PRIVATE KEY"), "PEM without a certificate in it");
        assertUnreadable(PEM.substring(0, 200), "PEM without the end of its certificate");
        assertUnreadable(PEM.replace("MII", "M!I"), "PEM with something else than base64");
        assertUnreadable(base64(Arrays.copyOf(der, der.length - 1)), "not an X.509 certificate");
        assertUnreadable(
                base64(Arrays.copyOf(der, der.length + 1)),
                "a certificate with something after its end");
        assertUnreadable(base64(new byte[] {0x30, 0}), "not an X.509 certificate");
        assertUnreadable(
                "A".repeat(CertificateText.CHARS_MAX + 1),
                "a certificate of more than 262144 characters");
    }

    /// Whatever the text, the answer is a value.
    @Test
    void randomDamageNeverThrows() throws CertificateEncodingException {
        var random = new SplittableRandom(25);
        var der = CERTIFICATE.getEncoded();
        for (int round = 0; round < 5_000; round++) {
            var damaged = der.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            assertThat(CertificateText.read(base64(damaged))).isNotNull();
        }
    }

    private static void assertRead(String text) {
        assertThat(CertificateText.read(text))
                .isInstanceOfSatisfying(
                        CertificateText.Reading.Read.class,
                        read ->
                                assertThat(read.certificate().certificate())
                                        .isEqualTo(CERTIFICATE));
    }

    private static void assertUnreadable(String text, String reason) {
        assertThat(CertificateText.read(text))
                .isEqualTo(new CertificateText.Reading.Unreadable(reason));
    }

    private static String base64(byte... bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
