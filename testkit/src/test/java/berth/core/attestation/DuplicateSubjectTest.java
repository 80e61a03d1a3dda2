package berth.core.attestation;

import static berth.core.attestation.Certificates.METER_7;
import static berth.core.attestation.Certificates.assertAccepted;
import static berth.core.attestation.Certificates.assertRejected;
import static berth.core.attestation.Certificates.group;
import static berth.core.attestation.Certificates.judge;
import static berth.testkit.x509.TestCertificates.NOW;
import static berth.testkit.x509.TestCertificates.authority;
import static berth.testkit.x509.TestCertificates.device;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.enrollment.Enrollment;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentSettings;
import berth.wire.x509.IssuedCertificate;
import berth.wire.x509.KeyKind;

import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Authorities may bear the same name, or be the same authority with several certificates.
class DuplicateSubjectTest {
    private final IssuedCertificate one = authority("factory").issue();
    private final IssuedCertificate other = authority("factory").issue();

    @Test
    void theKeyDecidesBetweenAuthoritiesOfTheSameName() {
        var leaf = device("meter-7").issuedBy(other).certificate();

        assertAccepted(judge(other, leaf));
        assertRejected(judge(one, leaf), "was not signed with its key");
        assertThat(found(List.of(group("one", one), group("other", other)), leaf))
                .isEqualTo("other");
        assertThat(found(List.of(group("other", other), group("one", one)), leaf))
                .isEqualTo("other");
    }

    @Test
    void theKeyDecidesBetweenIntermediatesOfTheSameName() {
        var root = authority("root").issue();
        var first = authority("line").issuedBy(root).issue();
        var second = authority("line").issuedBy(root).issue();
        var leaf = device("meter-7").issuedBy(second).certificate();

        assertAccepted(judge(root, leaf, second.certificate()));
        assertRejected(judge(root, leaf, first.certificate()), "INVALID_SIGNATURE");
        assertThat(found(List.of(group("first", first), group("root", root)), leaf))
                .isEqualTo("none");
        assertThat(
                        found(
                                List.of(group("first", first), group("root", root)),
                                leaf,
                                second.certificate()))
                .isEqualTo("root");
    }

    @Test
    void bothCertificatesOfAnAuthorityWithOneKeyLeadToItsDevices() {
        var keys = KeyKind.P_256.generate(new SecureRandom());
        var old = authority("factory").key(keys).issue();
        var renewed = authority("factory").key(keys).issue();
        var leaf = device("meter-7").issuedBy(old).certificate();

        assertAccepted(judge(renewed, leaf));
        assertAccepted(judge(renewed, leaf, old.certificate()));
        assertThat(found(List.of(group("renewed", renewed)), leaf, old.certificate()))
                .isEqualTo("renewed");
    }

    @Test
    void ofTwoGroupsWithOneKeyTheOneWithThePresentedCertificateDecides() {
        var keys = KeyKind.P_256.generate(new SecureRandom());
        var old = authority("factory").key(keys).issue();
        var renewed = authority("factory").key(keys).issue();
        var leaf = device("meter-7").issuedBy(old).certificate();
        var groups =
                List.of(
                        created("old", Instant.EPOCH, old),
                        created("renewed", Instant.EPOCH.plusSeconds(1), renewed));

        assertThat(found(groups, leaf, renewed.certificate())).isEqualTo("renewed");
        assertThat(found(groups, leaf, old.certificate())).isEqualTo("old");
        assertThat(found(groups, leaf)).isEqualTo("old");
    }

    @Test
    void ofTwoGroupsWithOneCertificateTheOlderDecides() {
        var leaf = device("meter-7").issuedBy(one).certificate();
        var groups =
                List.of(
                        created("a-younger", Instant.EPOCH.plus(Duration.ofDays(1)), one),
                        created("z-older", Instant.EPOCH, one));

        assertThat(found(groups, leaf)).isEqualTo("z-older");
        assertThat(found(groups.reversed(), leaf)).isEqualTo("z-older");
    }

    private static EnrollmentGroup created(String id, Instant at, IssuedCertificate authority) {
        return group(id, at, EnrollmentSettings.NONE, authority);
    }

    private static String found(List<EnrollmentGroup> groups, X509Certificate... chain) {
        var verdict =
                new X509Attestor()
                        .group(groups, new Evidence.Certificates(List.of(chain)), METER_7, NOW);
        return switch (verdict) {
            case Verdict.Proven(Enrollment enrollment, _, _, _) ->
                    ((EnrollmentGroup) enrollment).spelling();
            case Verdict.Refused _, Verdict.ChallengeDue _, Verdict.Stranger _ -> "none";
        };
    }
}
