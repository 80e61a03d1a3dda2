package berth.core.attestation;

import static berth.core.attestation.Certificates.assertAccepted;
import static berth.core.attestation.Certificates.assertRejected;
import static berth.core.attestation.Certificates.enrolled;
import static berth.core.attestation.Certificates.leafUnder;
import static berth.core.attestation.Certificates.root;
import static berth.testkit.x509.TestCertificates.NOW;
import static berth.testkit.x509.TestCertificates.device;

import berth.core.id.RegistrationId;
import berth.wire.x509.IssuedCertificate;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.IntStream;

/// Which names of a chained leaf are accepted.
class ChainNameTest {
    private final IssuedCertificate root = root();

    @Test
    void theRegistrationIdIsComparedWithoutCase() {
        assertAccepted(leafUnder(root, leaf -> leaf.subject("CN=METER-7,O=Contoso")));
    }

    @Test
    void anotherCommonNameIsRejected() {
        assertRejected(
                leafUnder(root, leaf -> leaf.subject("CN=meter-8")),
                "its common name \"meter-8\" is not \"meter-7\"");
    }

    @Test
    void noOrTwoCommonNamesAreRejected() {
        assertRejected(leafUnder(root, leaf -> leaf.subject("O=meter-7")), "no common name");
        assertRejected(
                leafUnder(root, leaf -> leaf.subject("CN=meter-8,CN=meter-7")),
                "more than one common name");
        assertRejected(
                leafUnder(root, leaf -> leaf.subject("CN=meter-7+CN=meter-8")),
                "more than one common name");
    }

    @Test
    void aCommonNameThatIsNoRegistrationIdIsRejected() {
        assertRejected(
                leafUnder(root, leaf -> leaf.subject("CN=meter 7")),
                "its common name \"meter 7\" is not a registration ID");
        assertRejected(
                leafUnder(root, leaf -> leaf.subject("CN=meter-7\\00")),
                "is not a registration ID");
    }

    /// The Kelvin sign folds to a lower-case `k`.
    @Test
    void lettersThatFoldIntoAsciiAreRejected() {
        var leaf = device("meter-7").subject("CN=\u212Aettle").issuedBy(root).certificate();
        assertRejected(
                ChainJudgement.chained(
                        List.of(leaf), enrolled(root), new RegistrationId("kettle"), NOW),
                "is not a registration ID");
    }

    @Test
    void wildcardNamesAreRejected() {
        assertRejected(
                leafUnder(root, leaf -> leaf.alternativeNames(dns("*.contoso.example"))),
                "it has a wildcard name");
        assertRejected(leafUnder(root, leaf -> leaf.subject("CN=*")), "is not a registration ID");
    }

    @Test
    void alternativeNamesAreAccepted() {
        assertAccepted(
                leafUnder(
                        root,
                        leaf ->
                                leaf.alternativeNames(
                                        dns("meter_7.contoso.example"),
                                        new GeneralName(GeneralName.iPAddress, "10.0.0.7"),
                                        new GeneralName(
                                                GeneralName.uniformResourceIdentifier,
                                                "urn:uuid:0a7b"),
                                        new GeneralName(
                                                GeneralName.rfc822Name, "a@contoso.example"),
                                        new GeneralName(new X500Name("CN=x")))));
    }

    @Test
    void sixtyFourAlternativeNamesAreAcceptedAndOneMoreIsNot() {
        assertAccepted(leafUnder(root, leaf -> leaf.alternativeNames(manyNames(64))));
        assertRejected(
                leafUnder(root, leaf -> leaf.alternativeNames(manyNames(65))),
                "it has 65 alternative names, more than 64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", ".contoso.example", "a b", "a\u0000b"})
    void malformedDnsNamesAreRejected(String name) {
        assertRejected(
                leafUnder(root, leaf -> leaf.alternativeNames(dns(name))), "alternative names");
    }

    @Test
    void malformedListsOfAlternativeNamesAreRejected() {
        byte[][] malformed = {{}, {0x30, 0}, {0x30, 1, 0}, {0x04, 0}, {0x30, 3, (byte) 0x87, 1, 7}};
        for (var value : malformed) {
            assertRejected(
                    leafUnder(
                            root,
                            leaf -> leaf.extension(Extension.subjectAlternativeName, false, value)),
                    "alternative names");
        }
    }

    /// The platform ignores such a list when it is not critical, constraints and all.
    @Test
    void aListOfAlternativeNamesThePlatformCannotReadIsRejected() {
        assertRejected(
                leafUnder(
                        root,
                        leaf ->
                                leaf.alternativeNames(
                                        new GeneralName(
                                                GeneralName.uniformResourceIdentifier,
                                                "http://%%"))),
                "its list of alternative names is malformed");
    }

    @Test
    void nameConstraintsOnALeafAreRejected() {
        assertRejected(
                leafUnder(root, leaf -> leaf.permitted(dns("contoso.example"))),
                "it constrains names, which only an issuer may");
    }

    private static GeneralName[] manyNames(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> dns("n" + i + ".contoso.example"))
                .toArray(GeneralName[]::new);
    }

    private static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, name);
    }
}
