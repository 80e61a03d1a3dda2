package berth.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class CircuitTest {
    private static final CircuitLimits LIMITS = CircuitLimits.DEFAULT;
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Instant RESTED = NOW.plus(LIMITS.rest());

    @Test
    void fiveFailuresInARowOpenIt() {
        var circuit = failing(Circuit.closed(), 4);
        assertThat(circuit).isInstanceOf(Circuit.Closed.class);

        assertThat(circuit.failed(NOW, LIMITS)).isEqualTo(new Circuit.Open(RESTED));
    }

    @Test
    void aSuccessBreaksTheRow() {
        var circuit = failing(failing(Circuit.closed(), 4).succeeded(LIMITS), 4);

        assertThat(circuit).isInstanceOf(Circuit.Closed.class);
    }

    @Test
    void halfOfTwentyCallsOpenIt() {
        var circuit = Circuit.closed();
        for (int pair = 0; pair < 9; pair++) {
            circuit = circuit.succeeded(LIMITS).failed(NOW, LIMITS);
        }
        circuit = circuit.succeeded(LIMITS);
        assertThat(circuit).isInstanceOf(Circuit.Closed.class);

        assertThat(circuit.failed(NOW, LIMITS)).isInstanceOf(Circuit.Open.class);
    }

    @Test
    void oldFailuresAreForgotten() {
        var circuit = failing(Circuit.closed(), 4);
        for (int call = 0; call < 20; call++) {
            circuit = circuit.succeeded(LIMITS);
        }

        assertThat(failing(circuit, 4)).isInstanceOf(Circuit.Closed.class);
    }

    @Test
    void anOpenCircuitLetsNothingOutBeforeItHasRested() {
        var entry = new Circuit.Open(RESTED).enter(NOW, LIMITS);

        assertThat(entry).isEqualTo(new Circuit.Entry.Blocked(LIMITS.rest()));
    }

    @Test
    void afterTheRestOneProbeGoesOut() {
        var probing = passed(new Circuit.Open(RESTED), RESTED);

        assertThat(probing).isInstanceOf(Circuit.Probing.class);
        assertThat(probing.enter(RESTED, LIMITS)).isInstanceOf(Circuit.Entry.Blocked.class);
    }

    @Test
    void theProbeDecides() {
        var probing = passed(new Circuit.Open(RESTED), RESTED);

        assertThat(probing.succeeded(LIMITS)).isEqualTo(Circuit.closed());
        assertThat(probing.failed(RESTED, LIMITS))
                .isEqualTo(new Circuit.Open(RESTED.plus(LIMITS.rest())));
    }

    @Test
    void aProbeThatNeverComesBackIsReplaced() {
        var probing = passed(new Circuit.Open(RESTED), RESTED);
        var later = RESTED.plus(LIMITS.rest()).plus(Duration.ofSeconds(1));

        assertThat(passed(probing, later)).isInstanceOf(Circuit.Probing.class);
    }

    @Test
    void stragglersDoNotCloseAnOpenCircuit() {
        var open = new Circuit.Open(RESTED);

        assertThat(open.succeeded(LIMITS)).isEqualTo(open);
        assertThat(open.failed(NOW, LIMITS)).isEqualTo(open);
    }

    private static Circuit failing(Circuit circuit, int times) {
        var next = circuit;
        for (int i = 0; i < times; i++) {
            next = next.failed(NOW, LIMITS);
        }
        return next;
    }

    private static Circuit passed(Circuit circuit, Instant now) {
        return switch (circuit.enter(now, LIMITS)) {
            case Circuit.Entry.Pass(var next) -> next;
            case Circuit.Entry.Blocked blocked -> throw new AssertionError("blocked: " + blocked);
        };
    }
}
