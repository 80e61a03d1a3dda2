package berth.core.attestation;

import static berth.core.attestation.Certificates.METER_7;
import static berth.core.attestation.Certificates.assertAccepted;
import static berth.core.attestation.Certificates.assertRejected;
import static berth.core.attestation.Certificates.enrolled;
import static berth.core.attestation.Certificates.issuerUnder;
import static berth.core.attestation.Certificates.judge;
import static berth.core.attestation.Certificates.leafOf;
import static berth.core.attestation.Certificates.leafUnder;
import static berth.core.attestation.Certificates.root;
import static berth.testkit.x509.TestCertificates.NOW;
import static berth.testkit.x509.TestCertificates.authority;
import static berth.testkit.x509.TestCertificates.device;

import berth.testkit.x509.TestCertificates;
import berth.wire.x509.IssuedCertificate;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

class ChainJudgementTest {
    private final IssuedCertificate root = root();
    private final IssuedCertificate intermediate = authority("intermediate").issuedBy(root).issue();

    @Nested
    class Path {
        @Test
        void aLeafIssuedByTheEnrolledRootIsAccepted() {
            assertAccepted(leafUnder(root, proper -> proper));
        }

        @Test
        void theEnrolledCertificateMayBePresentedOrNot() {
            var leaf = device("meter-7").issuedBy(intermediate).certificate();
            var chain = new X509Certificate[] {leaf, intermediate.certificate()};

            assertAccepted(judge(root, chain));
            assertAccepted(judge(root, leaf, intermediate.certificate(), root.certificate()));
            assertAccepted(judge(intermediate, chain));
            assertAccepted(judge(intermediate, leaf));
            assertAccepted(
                    judge(intermediate, leaf, intermediate.certificate(), root.certificate()));
        }

        @Test
        void eightCertificatesAreAcceptedAndNineAreNot() {
            var issuer = root;
            for (int i = 1; i <= 7; i++) {
                issuer = authority("intermediate " + i).issuedBy(issuer).issue();
            }
            var eight = device("meter-7").issuedBy(issuer).issue();
            assertAccepted(
                    judge(root, eight.chain().subList(0, 8).toArray(X509Certificate[]::new)));
            assertRejected(
                    judge(root, eight.chain().toArray(X509Certificate[]::new)),
                    "9 certificates were presented, more than 8");
        }

        @Test
        void aChainInTheWrongOrderIsRejected() {
            var second = authority("second").issuedBy(intermediate).issue();
            var leaf = device("meter-7").issuedBy(second).certificate();

            assertAccepted(judge(root, leaf, second.certificate(), intermediate.certificate()));
            assertRejected(
                    judge(root, leaf, intermediate.certificate(), second.certificate()),
                    "leaf",
                    "NAME_CHAINING");
        }

        @Test
        void aMissingIntermediateIsRejected() {
            assertRejected(
                    judge(root, device("meter-7").issuedBy(intermediate).certificate()),
                    "none of the 1 certificates presented below it was issued by enrolled",
                    "CN=root");
        }

        @Test
        void anEmptyChainIsRejected() {
            assertRejected(judge(root), "no certificate was presented");
        }

        @Test
        void aBrokenSignatureIsRejectedWhereverItIs() {
            assertRejected(
                    leafUnder(root, TestCertificates::brokenSignature),
                    "leaf \"CN=meter-7\"",
                    "was not signed with its key");
            assertRejected(
                    issuerUnder(root, TestCertificates::brokenSignature),
                    "issuer 1 \"CN=intermediate\"",
                    "was not signed with its key");
            var leaf = device("meter-7").issuedBy(intermediate).brokenSignature().certificate();
            assertRejected(
                    judge(root, leaf, intermediate.certificate()), "leaf", "INVALID_SIGNATURE");
        }

        @Test
        void theEnrolledCertificateItselfIsNoDevice() {
            var self = authority("meter-7").issue();
            assertRejected(judge(self, self.certificate()), "certificate authority");
        }
    }

    @Nested
    class Usage {
        @Test
        void aLeafWithoutUsagesIsAccepted() {
            assertAccepted(
                    leafUnder(
                            root,
                            leaf ->
                                    leaf.without(Extension.keyUsage)
                                            .without(Extension.extendedKeyUsage)));
        }

        @Test
        void anAuthorityAsLeafIsRejected() {
            assertRejected(
                    leafUnder(root, leaf -> leaf.basicConstraints(new BasicConstraints(true))),
                    "it is a certificate authority, not a device");
            assertAccepted(
                    leafUnder(root, leaf -> leaf.basicConstraints(new BasicConstraints(false))));
        }

        @Test
        void aVersion1LeafIsAccepted() {
            assertAccepted(leafUnder(root, TestCertificates::version1));
        }

        @Test
        void malformedExtensionsOfALeafAreRejectedThoughNotCritical() {
            var malformed = new byte[] {0x05, 0x00};
            assertRejected(
                    leafUnder(root, leaf -> leaf.extension(Extension.keyUsage, false, malformed)),
                    "its key usage is malformed");
            assertRejected(
                    leafUnder(
                            root,
                            leaf -> leaf.extension(Extension.extendedKeyUsage, false, malformed)),
                    "its extended key usage is malformed");
            assertRejected(
                    leafUnder(
                            root,
                            leaf -> leaf.extension(Extension.basicConstraints, false, malformed)),
                    "its basic constraints are malformed");
        }

        @Test
        void aLeafThatMayNotSignIsRejected() {
            assertRejected(
                    leafUnder(root, leaf -> leaf.keyUsage(KeyUsage.keyEncipherment)),
                    "its key usage does not include digital signatures");
            assertRejected(
                    leafUnder(
                            root,
                            leaf ->
                                    leaf.keyUsage(
                                            KeyUsage.digitalSignature | KeyUsage.keyCertSign)),
                    "its key usage includes certificate signing");
        }

        @Test
        void aLeafForServersOnlyIsRejected() {
            assertRejected(
                    leafUnder(root, leaf -> leaf.extendedKeyUsage(KeyPurposeId.id_kp_serverAuth)),
                    "its extended key usage does not include client authentication");
            assertAccepted(
                    leafUnder(
                            root,
                            leaf ->
                                    leaf.extendedKeyUsage(
                                            KeyPurposeId.id_kp_serverAuth,
                                            KeyPurposeId.id_kp_clientAuth)));
            assertAccepted(
                    leafUnder(
                            root, leaf -> leaf.extendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage)));
        }

        @Test
        void anIssuerThatIsNoAuthorityIsRejected() {
            UnaryOperator<TestCertificates> notAuthority =
                    issuer -> issuer.basicConstraints(new BasicConstraints(false));
            assertRejected(issuerUnder(root, notAuthority), "issuer 1", "certificate authority");
            assertRejected(leafOf(notAuthority), "enrolled certificate", "certificate authority");
            assertRejected(
                    leafOf(anchor -> anchor.without(Extension.basicConstraints)),
                    "certificate authority");
        }

        @Test
        void anIssuerThatMayNotSignCertificatesIsRejected() {
            UnaryOperator<TestCertificates> notSigning =
                    issuer -> issuer.keyUsage(KeyUsage.digitalSignature);
            assertRejected(issuerUnder(root, notSigning), "issuer 1", "certificate signing");
            assertRejected(leafOf(notSigning), "enrolled certificate", "certificate signing");
            assertRejected(
                    issuerUnder(root, issuer -> issuer.without(Extension.keyUsage)),
                    "issuer 1",
                    "certificate signing");
        }

        /// What `openssl req -x509` makes with its stock configuration.
        @Test
        void anEnrolledAuthorityMayLackKeyUsage() {
            assertAccepted(leafOf(anchor -> anchor.without(Extension.keyUsage)));
        }

        @Test
        void anIssuerOfVersion1IsRejected() {
            assertRejected(
                    issuerUnder(root, TestCertificates::version1), "issuer 1", "it has version 1");
            assertRejected(
                    leafOf(TestCertificates::version1), "enrolled certificate", "it has version 1");
        }

        @Test
        void anIssuerWithoutANameIsRejected() {
            var nameless =
                    authority("")
                            .subject("")
                            .issuerName(new X500Name("CN=x"))
                            .extension(
                                    Extension.subjectAlternativeName,
                                    true,
                                    new GeneralNames(new GeneralName(GeneralName.dNSName, "x")))
                            .issue();
            var leaf = device("meter-7").issuedBy(root).certificate();
            assertRejected(judge(nameless, leaf), "it has no subject name");
        }

        @Test
        void thePathLengthOfAnIssuerIsHonoured() {
            var limited = authority("limited").issuedBy(root).pathLength(0).issue();
            var below = authority("below").issuedBy(limited).issue();

            assertAccepted(
                    judge(
                            root,
                            device("meter-7").issuedBy(limited).certificate(),
                            limited.certificate()));
            assertRejected(
                    judge(
                            root,
                            device("meter-7").issuedBy(below).certificate(),
                            below.certificate(),
                            limited.certificate()),
                    "issuer 1",
                    "PATH_TOO_LONG");
        }

        @Test
        void thePathLengthOfTheEnrolledCertificateIsHonoured() {
            var limited = authority("limited").pathLength(0).issue();
            var below = authority("below").issuedBy(limited).issue();

            assertAccepted(judge(limited, device("meter-7").issuedBy(limited).certificate()));
            assertRejected(
                    judge(
                            limited,
                            device("meter-7").issuedBy(below).certificate(),
                            below.certificate()),
                    "enrolled certificate",
                    "its path length allows 0 issuers below it, 1 were presented");
        }

        @Test
        void selfIssuedCertificatesDoNotCountForThePathLength() {
            var limited = authority("limited").pathLength(0).issue();
            var renewed = authority("limited").issuedBy(limited).pathLength(0).issue();

            assertAccepted(
                    judge(
                            limited,
                            device("meter-7").issuedBy(renewed).certificate(),
                            renewed.certificate()));
        }

        @Test
        void unknownCriticalExtensionsAreRejectedEverywhere() {
            var type = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.7");
            UnaryOperator<TestCertificates> critical =
                    any -> any.extension(type, true, DERNull.INSTANCE);
            UnaryOperator<TestCertificates> harmless =
                    any -> any.extension(type, false, DERNull.INSTANCE);

            assertRejected(leafUnder(root, critical), "leaf", "1.3.6.1.4.1.99999.7");
            assertRejected(issuerUnder(root, critical), "issuer 1", "1.3.6.1.4.1.99999.7");
            assertRejected(leafOf(critical), "enrolled certificate", "1.3.6.1.4.1.99999.7");
            assertAccepted(leafUnder(root, harmless));
            assertAccepted(issuerUnder(root, harmless));
            assertAccepted(leafOf(harmless));
        }
    }

    @Nested
    class Dates {
        private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(100));
        private static final Instant FAR_AWAY = NOW.plus(Duration.ofDays(100));

        @Test
        void nobodyIsExpiredAtTheLastSecond() {
            UnaryOperator<TestCertificates> ending = any -> any.valid(LONG_AGO, NOW);
            assertAccepted(leafUnder(root, ending));
            assertAccepted(issuerUnder(root, ending));
            assertAccepted(leafOf(ending));
        }

        @Test
        void oneSecondLaterEveryoneIs() {
            UnaryOperator<TestCertificates> ended = any -> any.valid(LONG_AGO, NOW.minusSeconds(1));
            assertRejected(leafUnder(root, ended), "leaf", "it expired at 2030-06-01T11:59:59Z");
            assertRejected(issuerUnder(root, ended), "issuer 1", "it expired at");
            assertRejected(leafOf(ended), "enrolled certificate", "it expired at");
        }

        @Test
        void fractionsOfASecondDoNotExpire() {
            var leaf = device("meter-7").issuedBy(root).valid(LONG_AGO, NOW).certificate();
            assertAccepted(
                    ChainJudgement.chained(
                            List.of(leaf), enrolled(root), METER_7, NOW.plusMillis(999)));
        }

        @Test
        void fiveMinutesBeforeValidityAreTolerated() {
            UnaryOperator<TestCertificates> soon =
                    any -> any.valid(NOW.plus(Duration.ofMinutes(5)), FAR_AWAY);
            assertAccepted(leafUnder(root, soon));
            assertAccepted(issuerUnder(root, soon));
            assertAccepted(leafOf(soon));
        }

        @Test
        void oneSecondMoreIsNot() {
            UnaryOperator<TestCertificates> later =
                    any -> any.valid(NOW.plus(Duration.ofMinutes(5)).plusSeconds(1), FAR_AWAY);
            assertRejected(
                    leafUnder(root, later), "leaf", "it is not valid before 2030-06-01T12:05:01Z");
            assertRejected(issuerUnder(root, later), "issuer 1", "it is not valid before");
            assertRejected(leafOf(later), "enrolled certificate", "it is not valid before");
        }

        /// The tolerance supposes that our clock is slow, and then it is slow for all of them.
        @Test
        void aPathThatIsNeverValidAsAWholeIsRejected() {
            var issuer = authority("i").issuedBy(root).valid(LONG_AGO, NOW.plusSeconds(60)).issue();
            var leaf = device("meter-7").issuedBy(issuer).valid(NOW.plusSeconds(61), FAR_AWAY);
            assertRejected(
                    judge(root, leaf.certificate(), issuer.certificate()),
                    "the path is at no instant valid as a whole");
        }
    }
}
