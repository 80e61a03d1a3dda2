package berth.endpoint.service;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.enrollment.Precondition;
import berth.net.http.HttpHeaders;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {
    private static final Precondition ABSENT = new Precondition.Absent();
    private static final Precondition ANYTHING = new Precondition.Anything();

    @ParameterizedTest
    @ValueSource(strings = {"dGFn", "\"dGFn\"", "W/\"dGFn\"", " \"dGFn\" ", "W/dGFn"})
    void aTagIsTheSameTagInEverySpelling(String spelling) {
        assertThat(Conditions.ofPut(HttpHeaders.NONE.with("if-match", spelling)))
                .isEqualTo(new Precondition.Tag("dGFn"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "\"*\""})
    void theStarMatchesAnything(String star) {
        assertThat(Conditions.ofPut(HttpHeaders.NONE.with("If-Match", star))).isEqualTo(ANYTHING);
    }

    @Test
    void withoutAConditionAPutCreatesAndADeleteDeletes() {
        assertThat(Conditions.ofPut(HttpHeaders.NONE)).isEqualTo(ABSENT);
        assertThat(Conditions.ofChange(HttpHeaders.NONE)).isEqualTo(ANYTHING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\""})
    void anEmptyTagIsNoCondition(String empty) {
        assertThat(Conditions.ofPut(HttpHeaders.NONE.with("If-Match", empty))).isEqualTo(ABSENT);
    }

    @Test
    void ifNoneMatchWithTheStarCreatesOnly() {
        var headers = HttpHeaders.NONE.with("If-Match", "*").with("If-None-Match", "*");

        assertThat(Conditions.ofPut(headers)).isEqualTo(ABSENT);
    }
}
