package berth.wire.sas;

import berth.testkit.fuzz.FuzzRun;

import org.junit.jupiter.api.Test;

class SasFuzzTest {
    @Test
    void theCorpusAndWhatIsNearItBreaksNoPromise() {
        FuzzRun.play("sas", SasFuzz.class, SasFuzz::fuzzerTestOneInput);
    }
}
