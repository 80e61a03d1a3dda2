package berth.hub.mqtt;

import berth.testkit.fuzz.FuzzRun;

import org.junit.jupiter.api.Test;

class PropertyBagFuzzTest {
    @Test
    void theCorpusAndWhatIsNearItBreaksNoPromise() {
        FuzzRun.play("property-bag", PropertyBagFuzz.class, PropertyBagFuzz::fuzzerTestOneInput);
    }
}
