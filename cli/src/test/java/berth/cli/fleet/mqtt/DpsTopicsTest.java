package berth.cli.fleet.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DpsTopicsTest {
    @Test
    void theTopicOfAnAnswerHasStatusRequestAndHint() {
        assertThat(DpsTopics.answer("$dps/registrations/res/202/?$rid=1&retry-after=3"))
                .contains(new DpsTopics.Answer(202, "1", "3"));
        assertThat(DpsTopics.answer("$dps/registrations/res/200/?$rid=a-b"))
                .contains(new DpsTopics.Answer(200, "a-b", null));
    }

    /// One client each would not understand it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$dps/registrations/res/202/?retry-after=3&$rid=1",
                "$dps/registrations/res/202?$rid=1",
                "$dps/registrations/res/2/?$rid=1",
                "$dps/registrations/res/202/?$rid=1&retry-after=3&more=1",
                "$dps/registrations/res/202/?$rid=1&other=3"
            })
    void anotherOrderOrMoreParametersAreNotTheContract(String topic) {
        assertThat(DpsTopics.answer(topic)).isEmpty();
    }
}
