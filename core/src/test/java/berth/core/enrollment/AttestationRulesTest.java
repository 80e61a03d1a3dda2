package berth.core.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.attestation.Attestation;
import berth.core.attestation.CertificateSlots;
import berth.core.attestation.EnrolledCertificate;
import berth.core.id.ByteString;
import berth.core.secret.SymmetricKeys;

import org.junit.jupiter.api.Test;

import java.util.Random;

/// Certificates, and how they survive a round trip in which only their description is sent.
class AttestationRulesTest {
    private static final EnrolledCertificate FIRST =
            certificate(
                    "MIIBgDCCASegAwIBAgIUYbrmByD9h84FprPRDzLdZtfpeqYwCgYIKoZIzj0EAwIwFTETMBEGA1UE"
                        + "AwwKcHVtcC1GSVJTVDAgFw0yNjExMjAyMTE2MjRaGA8yMTI2MTAyNzIxMTYyNFowFTETMBEGA1UE"
                        + "AwwKcHVtcC1GSVJTVDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMRS73MN0Iy7I/qloWPqzhbs"
                        + "u2uRRM8P0JbB5sWA5TubVKA0TBbvk7WFP639phMxZSeJiL8ga8sLvRjwXtvCJsajUzBRMB0GA1Ud"
                        + "DgQWBBRvVuz0pqzoNyEJfMAYUphkXFtsijAfBgNVHSMEGDAWgBRvVuz0pqzoNyEJfMAYUphkXFts"
                        + "ijAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIHODbJauoFyWPcnv0A+MpzY4dXjw"
                        + "t2A7hnQEAr71mvQCAiB/zDiVm7pxZOHoejAW8SHFyl9KN/4LdwXhjfiw8zrolg==");
    private static final EnrolledCertificate SECOND =
            certificate(
                    "MIIBgjCCASmgAwIBAgIUV6MLTfoU4av3jhKKyHo0Aq0osAgwCgYIKoZIzj0EAwIwFjEUMBIGA1UE"
                        + "AwwLcHVtcC1TRUNPTkQwIBcNMjYxMTIwMjExNjI0WhgPMjEyNjEwMjcyMTE2MjRaMBYxFDASBgNV"
                        + "BAMMC3B1bXAtU0VDT05EMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEjXiCziTBrlnXhFmSd6zY"
                        + "ma5ndHLRNUPGd5iN7yYUGJgJUJcdzVn5dupLPYWSvjLkIre9OvfNrTeZe4Y4bAiQlKNTMFEwHQYD"
                        + "VR0OBBYEFP1OupqefID/rFObGQrJxqmtv5TbMB8GA1UdIwQYMBaAFP1OupqefID/rFObGQrJxqmt"
                        + "v5TbMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgYGFJUxfkJuHRJ7SbGKbQGlPT"
                        + "AODfSvJlE8Qsem6Yz0kCIBBLv9ZuD70BIjSBTmj/iS1+aTcU7k/PKQrTVoZ+wkrx");

    private static final SymmetricKeys NEW_KEYS = SymmetricKeys.generate(new Random(3));

    @Test
    void aDescriptionKeepsTheStoredCertificate() {
        var stored = new Attestation.X509Client(new CertificateSlots(FIRST, null));
        var draft = new AttestationDraft.X509Client(info(FIRST), null);

        assertThat(individual(stored, draft)).isEqualTo(Judged.good(stored));
    }

    @Test
    void aDescriptionMayMoveACertificateToTheOtherSlot() {
        var stored = new Attestation.X509Client(new CertificateSlots(FIRST, SECOND));
        var draft = new AttestationDraft.X509Client(info(SECOND), null);

        assertThat(individual(stored, draft))
                .isEqualTo(
                        Judged.good(
                                new Attestation.X509Client(new CertificateSlots(SECOND, null))));
    }

    @Test
    void theOldThumbprintAloneIsEnough() {
        var stored = new Attestation.X509Client(new CertificateSlots(FIRST, null));
        var draft =
                new AttestationDraft.X509Client(
                        new AttestationDraft.Certificate.InfoOnly(null, FIRST.sha1().hexUpper()),
                        null);

        assertThat(individual(stored, draft)).isEqualTo(Judged.good(stored));
    }

    @Test
    void aDescriptionOfSomethingElseIsRefused() {
        var stored = new Attestation.X509Client(new CertificateSlots(FIRST, null));
        var draft = new AttestationDraft.X509Client(info(SECOND), null);

        assertThat(individual(stored, draft)).isInstanceOf(Judged.Bad.class);
        assertThat(individual(null, draft)).isInstanceOf(Judged.Bad.class);
    }

    @Test
    void aRolledCertificateGoesBesideTheKeptOne() {
        var stored = new Attestation.X509Client(new CertificateSlots(FIRST, null));
        var draft =
                new AttestationDraft.X509Client(
                        info(FIRST), new AttestationDraft.Certificate.Read(SECOND));

        assertThat(individual(stored, draft))
                .isEqualTo(
                        Judged.good(
                                new Attestation.X509Client(new CertificateSlots(FIRST, SECOND))));
    }

    @Test
    void theSecondSlotAloneWillDo() {
        var draft =
                new AttestationDraft.X509Client(
                        null, new AttestationDraft.Certificate.Read(SECOND));

        assertThat(individual(null, draft))
                .isEqualTo(
                        Judged.good(
                                new Attestation.X509Client(new CertificateSlots(null, SECOND))));
    }

    @Test
    void noCertificateAtAllIsRefused() {
        assertThat(individual(null, new AttestationDraft.X509Client(null, null)))
                .isInstanceOf(Judged.Bad.class);
    }

    @Test
    void signingCertificatesAreForGroupsAndClientCertificatesForIndividuals() {
        var certificate = new AttestationDraft.Certificate.Read(FIRST);
        var client = new AttestationDraft.X509Client(certificate, null);
        var signing = new AttestationDraft.X509Signing(certificate, null);

        assertThat(individual(null, signing)).isInstanceOf(Judged.Bad.class);
        assertThat(rules(AttestationRules.Kind.GROUP, null).judge(client))
                .isInstanceOf(Judged.Bad.class);
        assertThat(rules(AttestationRules.Kind.GROUP, null).judge(signing))
                .isInstanceOf(Judged.Good.class);
    }

    @Test
    void anEndorsementKeyIsBase64() {
        assertThat(individual(null, new AttestationDraft.Tpm("no base64!", null)))
                .isInstanceOf(Judged.Bad.class);
        assertThat(individual(null, new AttestationDraft.Tpm(null, null)))
                .isInstanceOf(Judged.Bad.class);
    }

    private static Judged<Attestation> individual(Attestation stored, AttestationDraft draft) {
        return rules(AttestationRules.Kind.INDIVIDUAL, stored).judge(draft);
    }

    private static AttestationRules rules(AttestationRules.Kind kind, Attestation stored) {
        return new AttestationRules(kind, stored, NEW_KEYS, _ -> false);
    }

    private static AttestationDraft.Certificate info(EnrolledCertificate certificate) {
        return new AttestationDraft.Certificate.InfoOnly(certificate.sha256().hexUpper(), null);
    }

    private static EnrolledCertificate certificate(String base64) {
        return EnrolledCertificate.ofDer(ByteString.ofBase64(base64));
    }
}
