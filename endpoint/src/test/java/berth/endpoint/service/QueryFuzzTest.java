package berth.endpoint.service;

import berth.testkit.fuzz.FuzzRun;

import org.junit.jupiter.api.Test;

class QueryFuzzTest {
    @Test
    void theCorpusAndWhatIsNearItBreaksNoPromise() {
        FuzzRun.play("query", QueryFuzz.class, QueryFuzz::fuzzerTestOneInput);
    }
}
