package berth.core.attestation;

import static berth.core.attestation.Certificates.assertAccepted;
import static berth.core.attestation.Certificates.assertRejected;
import static berth.core.attestation.Certificates.judge;
import static berth.core.attestation.Certificates.root;
import static berth.testkit.x509.TestCertificates.authority;
import static berth.testkit.x509.TestCertificates.device;

import berth.testkit.x509.TestCertificates;
import berth.wire.x509.IssuedCertificate;
import berth.wire.x509.KeyKind;

import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// The name constraints of an enrolled certificate bind the devices below it, whether it is
/// presented or not, self-signed or not.
class AnchorNameConstraintTest {
    private static final GeneralName CONTOSO = directory("O=Contoso");
    private static final GeneralName EXAMPLE = dns("contoso.example");

    private final IssuedCertificate root = root();

    @Test
    void aDeviceWithinThePermittedDirectoryIsAccepted() {
        for (var anchor : everyKindOfAnchor(anchor -> anchor.permitted(CONTOSO))) {
            assertAccepted(judge(anchor, deviceOf(anchor, "O=Contoso,CN=meter-7")));
        }
    }

    @Test
    void aDeviceOutsideThePermittedDirectoryIsRejected() {
        for (var anchor : everyKindOfAnchor(anchor -> anchor.permitted(CONTOSO))) {
            assertRejected(
                    judge(anchor, deviceOf(anchor, "O=Fabrikam,CN=meter-7")),
                    "leaf",
                    "its names break the name constraints of enrolled certificate");
        }
    }

    @Test
    void aDeviceInAnExcludedDirectoryIsRejected() {
        for (var anchor : everyKindOfAnchor(anchor -> anchor.excluded(CONTOSO))) {
            assertRejected(
                    judge(anchor, deviceOf(anchor, "O=Contoso,CN=meter-7")), "name constraints");
            assertAccepted(judge(anchor, deviceOf(anchor, "O=Fabrikam,CN=meter-7")));
        }
    }

    @Test
    void constraintsCountWhetherTheAnchorIsPresentedOrNot() {
        var anchor = authority("anchor").permitted(CONTOSO).issue();
        var leaf = deviceOf(anchor, "O=Fabrikam,CN=meter-7");

        assertRejected(judge(anchor, leaf), "name constraints");
        assertRejected(judge(anchor, leaf, anchor.certificate()), "name constraints");
    }

    @Test
    void constraintsOfTheAnchorBindIntermediatesToo() {
        var anchor = authority("anchor").permitted(CONTOSO).issue();
        var stray = authority("").subject("O=Fabrikam,CN=i").issuedBy(anchor).issue();

        assertRejected(
                judge(anchor, deviceOf(stray, "O=Contoso,CN=meter-7"), stray.certificate()),
                "issuer 1",
                "its names break the name constraints of enrolled certificate");
    }

    @Test
    void aSelfIssuedIntermediateIsNotBoundButTheDeviceIs() {
        var anchor = authority("anchor").permitted(CONTOSO).issue();
        var renewed = authority("anchor").issuedBy(anchor).issue();

        assertAccepted(
                judge(anchor, deviceOf(renewed, "O=Contoso,CN=meter-7"), renewed.certificate()));
        assertRejected(
                judge(anchor, deviceOf(renewed, "O=Fabrikam,CN=meter-7"), renewed.certificate()),
                "leaf",
                "name constraints");
    }

    @Test
    void constraintsOfAnIntermediateCount() {
        var limited = authority("limited").issuedBy(root).permitted(CONTOSO).issue();

        assertAccepted(
                judge(root, deviceOf(limited, "O=Contoso,CN=meter-7"), limited.certificate()));
        assertRejected(
                judge(root, deviceOf(limited, "O=Fabrikam,CN=meter-7"), limited.certificate()),
                "leaf",
                "INVALID_NAME");
    }

    @Test
    void anIntermediateCannotWidenWhatTheAnchorPermits() {
        var anchor = authority("anchor").permitted(EXAMPLE).issue();
        var wide = authority("line 1").issuedBy(anchor).permitted(dns("example")).issue();

        assertRejected(
                judge(anchor, named(wide, dns("meter-7.fabrikam.example")), wide.certificate()),
                "name constraints");
        assertAccepted(
                judge(anchor, named(wide, dns("meter-7.contoso.example")), wide.certificate()));
    }

    @Test
    void constraintsOnAlternativeNamesCount() {
        var network = ip("10.7.0.0/16");
        var mail = new GeneralName(GeneralName.rfc822Name, "contoso.example");
        var uri = new GeneralName(GeneralName.uniformResourceIdentifier, ".contoso.example");
        var anchor = authority("anchor").permitted(EXAMPLE, network, mail, uri).issue();

        for (var inside :
                List.of(
                        dns("a.contoso.example"),
                        ip("10.7.0.9"),
                        mail("a@contoso.example"),
                        uri("coap://a.contoso.example/"))) {
            assertAccepted(judge(anchor, named(anchor, dns("contoso.example"), inside)));
        }
        for (var outside :
                List.of(
                        dns("a.fabrikam.example"),
                        dns("evilcontoso.example"),
                        ip("10.8.0.9"),
                        mail("a@fabrikam.example"),
                        uri("coap://a.fabrikam.example/"),
                        uri("urn:uuid:0a7b"))) {
            assertRejected(judge(anchor, named(anchor, dns("contoso.example"), outside)), "name");
        }
    }

    /// RFC 5280 knows no such rule; the platform has it, for certificates without DNS names,
    /// because host names used to stand there.
    @Test
    void aCommonNameThatCouldBeAHostNameIsBoundByConstraintsOnDnsNames() {
        var anchor = authority("anchor").permitted(EXAMPLE).issue();

        assertRejected(judge(anchor, deviceOf(anchor, "CN=meter-7")), "name constraints");
        assertAccepted(judge(anchor, named(anchor, dns("meter-7.contoso.example"))));
    }

    @Test
    void sixtyFourSubtreesAreAcceptedAndOneMoreIsNot() {
        var full = authority("anchor").excluded(networks(64)).issue();
        var tooMuch = authority("anchor").excluded(networks(65)).issue();

        assertAccepted(judge(full, deviceOf(full, "CN=meter-7")));
        assertRejected(
                judge(tooMuch, deviceOf(tooMuch, "CN=meter-7")),
                "it has 65 name-constraint subtrees, more than 64");
    }

    /// Each would match nothing, or make the platform break down.
    @Test
    void constraintsThatCannotBeJudgedAreRejected() {
        for (var base :
                List.of(
                        dns(""),
                        dns(".contoso.example"),
                        dns("*.contoso.example"),
                        new GeneralName(GeneralName.registeredID, "1.2.3"),
                        rawIp(10, 0, 0, 5, 255, 255, 255, 0),
                        rawIp(10, 0, 0, 0, 255, 0, 255, 0),
                        rawIp(10, 0, 0, 5))) {
            var anchor = authority("anchor").excluded(base).issue();
            assertRejected(
                    judge(anchor, deviceOf(anchor, "CN=meter-7")),
                    "enrolled certificate",
                    "name constraints");
        }
    }

    /// The platform ignores constraints it cannot read when they are not critical.
    @Test
    void malformedConstraintsAreRejected() {
        byte[][] malformed = {
            {},
            {0x30, 0},
            {0x30, 2, (byte) 0xa0, 0},
            {0x30, 2, (byte) 0xa2, 0},
            {0x30, 4, (byte) 0xa0, 2, 0x30, 0},
            {0x05, 0}
        };
        for (var value : malformed) {
            var anchor =
                    authority("anchor").extension(Extension.nameConstraints, false, value).issue();
            assertRejected(
                    judge(anchor, deviceOf(anchor, "CN=meter-7")),
                    "its name constraints are malformed");
        }
    }

    private List<IssuedCertificate> everyKindOfAnchor(UnaryOperator<TestCertificates> oddity) {
        return List.of(
                oddity.apply(authority("anchor")).issue(),
                oddity.apply(authority("anchor").issuedBy(root)).issue(),
                oddity.apply(authority("anchor").key(KeyKind.RSA_2048).signedWith("SHA1withRSA"))
                        .issue());
    }

    private static X509Certificate deviceOf(IssuedCertificate issuer, String subject) {
        return device("").subject(subject).issuedBy(issuer).certificate();
    }

    private static X509Certificate named(IssuedCertificate issuer, GeneralName... names) {
        return device("meter-7").issuedBy(issuer).alternativeNames(names).certificate();
    }

    private static GeneralName[] networks(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> ip("10." + i + ".0.0/16"))
                .toArray(GeneralName[]::new);
    }

    private static GeneralName directory(String name) {
        return new GeneralName(new X500Name(name));
    }

    private static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, name);
    }

    private static GeneralName ip(String address) {
        return new GeneralName(GeneralName.iPAddress, address);
    }

    private static GeneralName rawIp(int... octets) {
        var bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        return new GeneralName(GeneralName.iPAddress, new DEROctetString(bytes));
    }

    private static GeneralName mail(String address) {
        return new GeneralName(GeneralName.rfc822Name, address);
    }

    private static GeneralName uri(String uri) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
    }
}
