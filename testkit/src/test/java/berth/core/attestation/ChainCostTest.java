package berth.core.attestation;

import static berth.core.attestation.Certificates.METER_7;
import static berth.core.attestation.Certificates.assertRejected;
import static berth.core.attestation.Certificates.enrolled;
import static berth.core.attestation.Certificates.group;
import static berth.core.attestation.Certificates.judge;
import static berth.testkit.x509.TestCertificates.NOW;
import static berth.testkit.x509.TestCertificates.authority;
import static berth.testkit.x509.TestCertificates.device;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.enrollment.EnrollmentGroup;
import berth.testkit.x509.TestCertificates;
import berth.wire.x509.IssuedCertificate;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// What a stranger presents costs a bounded number of signature verifications, none of them dear.
class ChainCostTest {
    private final IssuedCertificate root = authority("same").issue();

    /// Eight certificates of one name and eight keys: every link looks possible.
    @Test
    void aChainOfOneNameCostsTwoVerificationsACertificate() {
        var counted = counted(sameNames());
        ChainJudgement.chained(counted.chain(), enrolled(root), METER_7, NOW);

        assertThat(counted.verifications()).isLessThanOrEqualTo(16);
    }

    @Test
    void lookingForAGroupCostsABoundedNumberOfVerifications() {
        var groups = new ArrayList<EnrollmentGroup>();
        for (int i = 0; i < 100; i++) {
            groups.add(group("group-" + i, authority("same").issue()));
        }
        var counted = counted(sameNames());
        var verdict =
                new X509Attestor()
                        .group(groups, new Evidence.Certificates(counted.chain()), METER_7, NOW);

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .contains("more than 64 enrolled certificates"));
        assertThat(counted.verifications()).isLessThanOrEqualTo(64 + 8);
    }

    @Test
    void theSameCertificateInManyGroupsIsVerifiedOnce() {
        var leaf = device("meter-7").issuedBy(root).certificate();
        var groups = IntStream.range(0, 100).mapToObj(i -> group("group-" + i, root)).toList();
        var counted = counted(List.of(leaf));

        assertThat(
                        new X509Attestor()
                                .group(
                                        groups,
                                        new Evidence.Certificates(counted.chain()),
                                        METER_7,
                                        NOW))
                .isInstanceOf(Verdict.Proven.class);
        // Once to find the group, once to find the path, once by the platform.
        assertThat(counted.verifications()).isEqualTo(3);
    }

    @Test
    void groupsOfOtherNamesCostNothing() {
        var leaf = device("meter-7").issuedBy(root).certificate();
        var groups =
                IntStream.range(0, 100)
                        .mapToObj(i -> group("group-" + i, authority("other " + i).issue()))
                        .toList();
        var counted = counted(List.of(leaf));

        new X509Attestor().group(groups, new Evidence.Certificates(counted.chain()), METER_7, NOW);
        assertThat(counted.verifications()).isZero();
    }

    @Test
    void aChainThatIsTooLongCostsNothing() {
        var issuer = root;
        for (int i = 1; i <= 8; i++) {
            issuer = authority("same").issuedBy(issuer).issue();
        }
        var counted = counted(device("meter-7").issuedBy(issuer).issue().chain());

        assertRejected(
                ChainJudgement.chained(counted.chain(), enrolled(root), METER_7, NOW),
                "more than 8");
        assertThat(
                        new X509Attestor()
                                .group(
                                        List.of(group("group", root)),
                                        new Evidence.Certificates(counted.chain()),
                                        METER_7,
                                        NOW))
                .isInstanceOf(Verdict.Refused.class);
        assertThat(counted.verifications()).isZero();
    }

    /// An exponent as long as the modulus makes one verification as dear as a signature.
    @Test
    void aHugeExponentIsRejectedBeforeItIsUsed() {
        var usual = TestCertificates.rsaKey(2048, BigInteger.valueOf(65537));
        var huge = withExponent(usual, BigInteger.TWO.pow(2040).add(BigInteger.ONE));
        var slow = authority("slow").issuedBy(root).key(huge).issue();
        var leaf = device("meter-7").issuedBy(slow).certificate();

        assertThat(KeyStrength.isAffordable(huge.getPublic())).isFalse();
        assertThat(SignatureRules.issued(slow.certificate(), leaf)).isFalse();
        assertRejected(judge(root, leaf, slow.certificate()), "issuer 1", "exponent");
    }

    @Test
    void evenExponentsAreRejected() {
        var usual = TestCertificates.rsaKey(2048, BigInteger.valueOf(65537));
        for (int exponent : List.of(4, 65536)) {
            var odd = withExponent(usual, BigInteger.valueOf(exponent));
            assertRejected(
                    judge(root, device("meter-7").issuedBy(root).key(odd).certificate()),
                    "leaf",
                    "its RSA key has an exponent that is even, below 3 or huge");
        }
    }

    /// Leaf and seven issuers under the root, all called the same but for the leaf.
    private List<X509Certificate> sameNames() {
        var chain = new ArrayList<X509Certificate>();
        var issuer = root;
        for (int i = 0; i < 7; i++) {
            issuer = authority("same").issuedBy(issuer).issue();
            chain.addFirst(issuer.certificate());
        }
        chain.addFirst(device("meter-7").issuedBy(issuer).certificate());
        return chain;
    }

    private static KeyPair withExponent(KeyPair keys, BigInteger exponent) {
        try {
            var modulus = ((RSAPublicKey) keys.getPublic()).getModulus();
            return new KeyPair(
                    KeyFactory.getInstance("RSA")
                            .generatePublic(new RSAPublicKeySpec(modulus, exponent)),
                    keys.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CountedChain counted(List<X509Certificate> chain) {
        return CountedChain.of(chain);
    }
}
