package berth.hub.https;

import berth.testkit.fuzz.FuzzRun;

import org.junit.jupiter.api.Test;

class DeviceHttpsFuzzTest {
    @Test
    void theCorpusAndWhatIsNearItBreaksNoPromise() {
        FuzzRun.play("device-https", DeviceHttpsFuzz.class, DeviceHttpsFuzz::fuzzerTestOneInput);
    }
}
