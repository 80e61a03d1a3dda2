package berth.hub.amqp;

import berth.testkit.fuzz.FuzzRun;

import org.junit.jupiter.api.Test;

/// The fuzz target over its saved corpus and what lies around it.
class HubAmqpFuzzTest {
    @Test
    void noMessageDoesHarm() {
        FuzzRun.play("hub-amqp", HubAmqpFuzz.class, HubAmqpFuzz::fuzzerTestOneInput);
    }
}
