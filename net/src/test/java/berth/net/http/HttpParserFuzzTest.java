package berth.net.http;

import berth.testkit.fuzz.FuzzRun;

import org.junit.jupiter.api.Test;

class HttpParserFuzzTest {
    @Test
    void theCorpusAndWhatIsNearItBreaksNoPromise() {
        FuzzRun.play("http", HttpParserFuzz.class, HttpParserFuzz::fuzzerTestOneInput);
    }
}
