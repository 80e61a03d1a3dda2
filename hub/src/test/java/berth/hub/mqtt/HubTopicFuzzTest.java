package berth.hub.mqtt;

import berth.testkit.fuzz.FuzzRun;

import org.junit.jupiter.api.Test;

class HubTopicFuzzTest {
    @Test
    void theCorpusAndWhatIsNearItBreaksNoPromise() {
        FuzzRun.play("hub-topic", HubTopicFuzz.class, HubTopicFuzz::fuzzerTestOneInput);
    }
}
