package berth.wire.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;

class CertificateIssuerTest {
    private static final Instant NOW = Instant.parse("2030-06-01T12:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_CERT_SIGN = 5;
    private static final int CRL_SIGN = 6;

    private final CertificateIssuer issuer =
            new CertificateIssuer(InstantSource.fixed(NOW), new SecureRandom());
    private final IssuedCertificate root = issuer.rootAuthority("root", YEAR.multipliedBy(10));

    @Test
    void aRootIsASelfSignedAuthority() throws GeneralSecurityException {
        var certificate = root.certificate();

        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=root");
        assertThat(certificate.getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
        assertThat(certificate.getKeyUsage()[KEY_CERT_SIGN]).isTrue();
        assertThat(certificate.getKeyUsage()[CRL_SIGN]).isTrue();
        assertThat(certificate.getKeyUsage()[DIGITAL_SIGNATURE]).isFalse();
        assertThat(root.issuers()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyKind.class,
            names = {"P_256", "P_384", "P_521", "ED25519", "RSA_2048"})
    void aChainOfEveryKindOfKeyIsValid(KeyKind kind) throws GeneralSecurityException {
        var everyKind = new CertificateIssuer(InstantSource.fixed(NOW), new SecureRandom(), kind);
        var authority = everyKind.rootAuthority("root", YEAR);
        var intermediate = everyKind.intermediateAuthority(authority, "intermediate", YEAR);
        var device = everyKind.device(intermediate, "meter-7", YEAR);

        assertThat(device.chain())
                .containsExactly(
                        device.certificate(), intermediate.certificate(), authority.certificate());
        assertValid(device);
    }

    @Test
    void aDeviceMayBeAClientAndNothingElse() throws GeneralSecurityException {
        var certificate = issuer.device(root, "meter-7", YEAR).certificate();

        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=meter-7");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getKeyUsage()[DIGITAL_SIGNATURE]).isTrue();
        assertThat(certificate.getKeyUsage()[KEY_CERT_SIGN]).isFalse();
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getSubjectAlternativeNames()).isNull();
    }

    @Test
    void aServerIsNamedByNamesAndAddresses() throws GeneralSecurityException {
        var server =
                issuer.server(
                        root,
                        List.of("dps.contoso.example", "localhost"),
                        List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1")),
                        YEAR);

        assertValid(server);
        assertThat(server.certificate().getSubjectX500Principal().getName())
                .isEqualTo("CN=dps.contoso.example");
        assertThat(server.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(server.certificate().getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(2, "dps.contoso.example"),
                        List.of(2, "localhost"),
                        List.of(7, "127.0.0.1"),
                        List.of(7, "0:0:0:0:0:0:0:1"));
    }

    @Test
    void aServerWithALongNameIsNamedInItsAlternativeNames() throws GeneralSecurityException {
        var name = "a".repeat(60) + ".contoso.example";
        var certificate = issuer.server(root, List.of(name), List.of(), YEAR).certificate();

        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=server");
        assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(2, name));
    }

    @Test
    void aServerWithoutANameIsAMistake() {
        assertThatThrownBy(() -> issuer.server(root, List.of(), List.of(), YEAR))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void validityBeginsAnHourAgoAndNeverOutlivesTheIssuer() {
        var device = issuer.device(root, "meter-7", YEAR).certificate();
        assertThat(device.getNotBefore()).isEqualTo(Date.from(NOW.minus(Duration.ofHours(1))));
        assertThat(device.getNotAfter()).isEqualTo(Date.from(NOW.plus(YEAR)));

        var tooLong = issuer.device(root, "meter-7", YEAR.multipliedBy(20)).certificate();
        assertThat(tooLong.getNotAfter()).isEqualTo(root.certificate().getNotAfter());
    }

    @Test
    void serialNumbersArePositiveAndDiffer() {
        var one = issuer.device(root, "meter-7", YEAR).certificate().getSerialNumber();
        var other = issuer.device(root, "meter-7", YEAR).certificate().getSerialNumber();

        assertThat(one).isPositive().isNotEqualTo(other);
        assertThat(one.toByteArray()).hasSize(16);
    }

    @Test
    void aSelfSignedDeviceIsItsOwnIssuer() throws GeneralSecurityException {
        var device = issuer.selfSignedDevice("meter-7", YEAR);

        device.certificate().verify(device.certificate().getPublicKey());
        assertThat(device.chain()).containsExactly(device.certificate());
        assertThat(device.certificate().getBasicConstraints()).isEqualTo(-1);
    }

    /// The development authority is kept as two PEM texts between starts.
    @Test
    void anAuthorityReadBackFromTextIssuesUnderTheSameName() throws GeneralSecurityException {
        var odd = issuer.rootAuthority("Zähler, Kiel", YEAR);
        if (!(CertificateText.read(CertificateText.pem(odd.certificate()))
                        instanceof CertificateText.Reading.Read(var enrolled)
                && PrivateKeyText.read(PrivateKeyText.pem(odd.key()))
                        instanceof PrivateKeyText.Reading.Read(var key))) {
            throw new AssertionError("what was written must be readable");
        }
        assertValid(
                issuer.device(
                        new IssuedCertificate(enrolled.certificate(), key, List.of()),
                        "meter-7",
                        YEAR));
    }

    @Test
    void theTextFormShowsNoKey() {
        assertThat(root).hasToString("IssuedCertificate[CN=root]");
    }

    private static void assertValid(IssuedCertificate issued) throws GeneralSecurityException {
        var path = issued.chain().subList(0, issued.chain().size() - 1);
        X509Certificate anchor = issued.issuers().getLast();
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(NOW));
        assertThat(
                        CertPathValidator.getInstance("PKIX")
                                .validate(
                                        CertificateFactory.getInstance("X.509")
                                                .generateCertPath(path),
                                        parameters))
                .isNotNull();
    }
}
