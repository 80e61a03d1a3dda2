package berth.wire.json;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.attestation.Attestation;
import berth.core.attestation.CertificateSlots;
import berth.core.attestation.EnrolledCertificate;
import berth.core.enrollment.AttestationDraft;
import berth.core.id.ByteString;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.core.secret.SymmetricKeys;
import berth.wire.x509.CertificateIssuer;
import berth.wire.x509.CertificateText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;

class AttestationJsonTest {
    private static final X509Certificate CERTIFICATE =
            new CertificateIssuer(() -> Instant.parse("2030-03-01T08:15:30.5Z"), new SecureRandom())
                    .selfSignedDevice("pump-1", Duration.ofDays(30))
                    .certificate();

    private final SymmetricKeys keys = SymmetricKeys.generate(new Random(5));

    @Test
    void keysLeaveOnlyByTheMethodThatSaysSo() {
        var attestation = new Attestation.SymmetricKey(keys);

        assertThat(JsonText.text(AttestationJson.write(attestation)))
                .isEqualTo("{\"type\":\"symmetricKey\"}");
        assertThat(JsonText.text(AttestationJson.writeWithKeys(attestation)))
                .isEqualTo(
                        "{\"type\":\"symmetricKey\",\"symmetricKey\":{\"primaryKey\":\"%s\",\"secondaryKey\":\"%s\"}}"
                                .formatted(
                                        keys.primary().revealBase64(),
                                        keys.secondary().revealBase64()));
    }

    /// Java's client counts the members of `x509` and reads the times without looking.
    @Test
    void aCertificateLeavesAsItsDescriptionAndWithoutSiblings() throws Exception {
        var enrolled = enrolled();
        var json =
                JsonText.text(
                        AttestationJson.writeWithKeys(
                                new Attestation.X509Client(new CertificateSlots(enrolled, null))));

        assertThat(json)
                .startsWith(
                        "{\"type\":\"x509\",\"x509\":{\"clientCertificates\":{\"primary\":{\"info\":{\"subjectName\":\"CN=pump-1\",\"sha1Thumbprint\":\"%s\",\"sha256Thumbprint\":\"%s\",\"issuerName\":\"CN=pump-1\",\"notBeforeUtc\":\"2030-03-01T07:15:30Z\",\"notAfterUtc\":\""
                                .formatted(
                                        enrolled.sha1().hexUpper(), enrolled.sha256().hexUpper()))
                .endsWith(",\"version\":3}}}}}")
                .doesNotContain("null")
                .doesNotContain("\"certificate\"");
    }

    @Test
    void whatIsReadOfAWrittenCertificateIsTheWishToKeepIt() throws Exception {
        var enrolled = enrolled();
        var written =
                AttestationJson.write(
                        new Attestation.X509Signing(new CertificateSlots(null, enrolled)));

        assertThat(AttestationJson.read(written))
                .isEqualTo(
                        new AttestationDraft.X509Signing(
                                null,
                                new AttestationDraft.Certificate.InfoOnly(
                                        enrolled.sha256().hexUpper(), enrolled.sha1().hexUpper())));
    }

    @Test
    void aCertificateMayBeAnObjectOrABareText() throws Exception {
        var pem = new JsonString(CertificateText.pem(CERTIFICATE));
        var object = new JsonObject(Map.of("certificate", pem));
        var expected =
                new AttestationDraft.X509Client(
                        new AttestationDraft.Certificate.Read(enrolled()), null);

        for (var slot : new JsonValue[] {pem, object}) {
            var x509 =
                    new JsonObject(
                            Map.of("clientCertificates", new JsonObject(Map.of("primary", slot))));
            assertThat(
                            AttestationJson.read(
                                    new JsonObject(
                                            Map.of("type", new JsonString("X509"), "x509", x509))))
                    .isEqualTo(expected);
        }
    }

    @Test
    void aTextThatIsNoCertificateIsForTheRulesToRefuse() throws Exception {
        assertThat(
                        read(
                                """
                                {"type":"x509","x509":{"clientCertificates":{"primary":{"certificate":"-"},
                                 "secondary":null},"signingCertificates":null}}\
                                """))
                .isEqualTo(
                        new AttestationDraft.X509Client(
                                new AttestationDraft.Certificate.Unreadable(
                                        "neither PEM nor base64"),
                                null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"type\":\"none\"}",
                "{\"type\":\"password\"}",
                "{\"type\":\"x509\"}",
                "{\"type\":\"x509\",\"x509\":{\"clientCertificates\":{},\"caReferences\":{}}}"
            })
    void whatCannotBeUsedIsForTheRulesToRefuse(String attestation) throws Exception {
        assertThat(read(attestation)).isInstanceOf(AttestationDraft.Unusable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"symmetricKey\"}",
                "{\"type\":\"SymmetricKey\",\"symmetricKey\":null}",
                "{\"type\":\"symmetricKey\",\"symmetricKey\":{\"primaryKey\":\"\",\"secondaryKey\":null}}"
            })
    void keysMayBeLeftOutInEveryWay(String attestation) throws Exception {
        assertThat(read(attestation)).isEqualTo(new AttestationDraft.SymmetricKey(null, null));
    }

    private static AttestationDraft read(String text) throws Exception {
        return AttestationJson.read((JsonObject) JsonText.parse(text, JsonLimits.DEFAULT));
    }

    private static EnrolledCertificate enrolled() throws Exception {
        return EnrolledCertificate.ofDer(ByteString.of(CERTIFICATE.getEncoded()));
    }
}
