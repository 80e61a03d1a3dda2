package berth.wire.json;

import berth.testkit.fuzz.FuzzRun;

import org.junit.jupiter.api.Test;

class JsonFuzzTest {
    @Test
    void theCorpusAndWhatIsNearItBreaksNoPromise() {
        FuzzRun.play("json", JsonFuzz.class, JsonFuzz::fuzzerTestOneInput);
    }
}
