package berth.core.attestation;

import static berth.core.attestation.Certificates.assertAccepted;
import static berth.core.attestation.Certificates.assertRejected;
import static berth.core.attestation.Certificates.issuerUnder;
import static berth.core.attestation.Certificates.judge;
import static berth.core.attestation.Certificates.leafOf;
import static berth.core.attestation.Certificates.leafUnder;
import static berth.core.attestation.Certificates.root;
import static berth.testkit.x509.TestCertificates.authority;
import static berth.testkit.x509.TestCertificates.device;

import berth.testkit.x509.TestCertificates;
import berth.wire.x509.IssuedCertificate;
import berth.wire.x509.KeyKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// Which keys, signatures and serial numbers of a chain are accepted.
class ChainStrengthTest {
    private final IssuedCertificate root = root();

    @ParameterizedTest
    @EnumSource(
            value = KeyKind.class,
            names = {"P_256", "P_384", "P_521", "ED25519", "RSA_2048"})
    void strongKeysAreAccepted(KeyKind kind) {
        assertAccepted(leafUnder(root, leaf -> leaf.key(kind)));
        assertAccepted(leafOf(anchor -> anchor.key(kind)));
    }

    @Test
    void weakRsaKeysAreRejected() {
        var weak = TestCertificates.rsaKey(1024, BigInteger.valueOf(65537));
        assertRejected(leafUnder(root, leaf -> leaf.key(weak)), "leaf", "1024 bits");
        assertRejected(issuerUnder(root, issuer -> issuer.key(weak)), "issuer 1", "1024 bits");
        assertRejected(leafOf(a -> a.key(weak)), "enrolled certificate", "1024 bits");
    }

    @Test
    void rsaKeysWithTheSmallestExponentAreAccepted() {
        var three = TestCertificates.rsaKey(2048, BigInteger.valueOf(3));
        assertAccepted(leafUnder(root, leaf -> leaf.key(three)));
    }

    @Test
    void otherCurvesAndKindsAreRejected() {
        assertRejected(leafUnder(root, leaf -> leaf.key(keys("Ed448"))), "other than Ed25519");
        assertRejected(leafUnder(root, leaf -> leaf.key(keys("X25519"))), "unsupported kind");
        assertRejected(leafUnder(root, leaf -> leaf.key(keys("DSA"))), "unsupported kind");
    }

    @Test
    void oldSignaturesAreRejectedButOnTheEnrolledCertificate() {
        var rsaRoot = authority("root").key(KeyKind.RSA_2048).issue();
        for (var algorithm : List.of("SHA1withRSA", "MD5withRSA", "SHA224withRSA")) {
            assertRejected(
                    judge(
                            rsaRoot,
                            device("meter-7")
                                    .issuedBy(rsaRoot)
                                    .signedWith(algorithm)
                                    .certificate()),
                    "leaf",
                    "which does not count");
            assertAccepted(leafOf(a -> a.key(KeyKind.RSA_2048).signedWith(algorithm)));
        }
        assertRejected(
                leafUnder(root, leaf -> leaf.signedWith("SHA1withECDSA")), "which does not count");
    }

    @Test
    void pssSignaturesCountWithAStrongDigest() {
        var rsaRoot = authority("root").key(KeyKind.RSA_2048).issue();
        var leaf = device("meter-7").issuedBy(rsaRoot);

        assertAccepted(judge(rsaRoot, leaf.signedWith("SHA256withRSAandMGF1").certificate()));
        assertRejected(
                judge(rsaRoot, leaf.signedWith("SHA1withRSAandMGF1").certificate()),
                "which does not count");
    }

    @Test
    void oddSerialNumbersAreRejected() {
        var twentyOctets = BigInteger.TWO.pow(159).subtract(BigInteger.ONE);
        assertAccepted(leafUnder(root, leaf -> leaf.serial(twentyOctets)));
        for (var serial :
                List.of(
                        BigInteger.ZERO,
                        BigInteger.valueOf(-7),
                        twentyOctets.add(BigInteger.ONE))) {
            assertRejected(leafUnder(root, leaf -> leaf.serial(serial)), "leaf", "serial number");
            assertRejected(
                    issuerUnder(root, issuer -> issuer.serial(serial)), "issuer", "serial number");
        }
    }

    private static KeyPair keys(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
