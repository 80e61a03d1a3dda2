package berth.hub.query;

import berth.testkit.fuzz.FuzzRun;

import org.junit.jupiter.api.Test;

class HubQueryFuzzTest {
    @Test
    void theCorpusAndWhatIsNearItBreaksNoPromise() {
        FuzzRun.play("hub-query", HubQueryFuzz.class, HubQueryFuzz::fuzzerTestOneInput);
    }
}
