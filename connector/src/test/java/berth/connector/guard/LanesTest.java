package berth.connector.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class LanesTest {
    @Test
    void aHostInTroubleIsAskedAgainForATenthOfWhatSucceeded() {
        var lane = new Lane("fn.example.net", 1);
        while (lane.takeRepetition()) {
            // The stock of a host that was well is used up.
        }

        int repetitions = 0;
        for (int success = 0; success < 1_000; success++) {
            lane.succeeded();
            repetitions += lane.takeRepetition() ? 1 : 0;
        }

        assertThat(repetitions).isBetween(99, 100);
    }

    @Test
    void aHostNobodyCallsIsForgotten() {
        var lanes = new Lanes(1);
        var used = lanes.open("used.example.net");
        var idle = lanes.open("idle.example.net");
        lanes.close(idle);

        for (int i = 0; i < 10 * Lanes.HOSTS_MAX; i++) {
            lanes.close(lanes.open("host-" + i + ".example.net"));
        }

        assertThat(lanes.open("used.example.net")).isSameAs(used);
        assertThat(lanes.open("idle.example.net")).isNotSameAs(idle);
    }

    @Test
    void aLaneTakesNoMoreThanItsCalls() throws InterruptedException {
        var lane = new Lane("fn.example.net", 2);

        assertThat(lane.enter(Duration.ZERO)).isTrue();
        assertThat(lane.enter(Duration.ZERO)).isTrue();
        assertThat(lane.enter(Duration.ofMillis(1))).isFalse();
        lane.leave();
        assertThat(lane.enter(Duration.ZERO)).isTrue();
    }
}
