package berth.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"telemetry", "a", "berth.telemetry_v1-x", "..."})
    void whatKafkaTakesIsAName(String name) {
        assertThat(new TopicName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "a/b", "ä"})
    void whatKafkaRefusesIsNone(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new TopicName(name));
    }

    @Test
    void aNameHas249CharactersAtMost() {
        assertThat(new TopicName("a".repeat(249)).value()).hasSize(249);
        assertThatIllegalArgumentException().isThrownBy(() -> new TopicName("a".repeat(250)));
    }
}
