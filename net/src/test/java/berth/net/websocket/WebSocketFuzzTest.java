package berth.net.websocket;

import berth.testkit.fuzz.FuzzRun;

import org.junit.jupiter.api.Test;

class WebSocketFuzzTest {
    @Test
    void theCorpusAndWhatIsNearItBreaksNoPromise() {
        FuzzRun.play("websocket", WebSocketFuzz.class, WebSocketFuzz::fuzzerTestOneInput);
    }
}
