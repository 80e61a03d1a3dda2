package berth.core.attestation;

import berth.testkit.fuzz.FuzzRun;

import org.junit.jupiter.api.Test;

class CertificateFuzzTest {
    @Test
    void theCorpusAndWhatIsNearItBreaksNoPromise() {
        FuzzRun.play("certificate", CertificateFuzz.class, CertificateFuzz::fuzzerTestOneInput);
    }
}
