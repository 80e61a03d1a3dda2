package berth.connector.latency;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.HubHostName;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

class ProbeScheduleTest {
    private static final HubHostName A = new HubHostName("a.example");
    private static final HubHostName B = new HubHostName("b.example");
    private static final Instant START = Instant.EPOCH;
    private static final Duration EVERY = Duration.ofSeconds(60);

    private final ProbeSchedule schedule = new ProbeSchedule(EVERY, new Random(5));

    @Test
    void aHubThatIsNewIsDueAtOnceAndOnce() {
        assertThat(schedule.due(Set.of(A), START)).containsExactly(A);
        assertThat(schedule.due(Set.of(A), START)).isEmpty();
        assertThat(schedule.due(Set.of(A, B), START)).containsExactly(B);
    }

    @Test
    void aHubIsDueAgainAboutAMinuteLaterNeverAtTheSameDistance() {
        var distances = new HashSet<Long>();
        var before = START;
        schedule.due(Set.of(A), START);
        for (var now = START; distances.size() < 50; now = now.plusMillis(100)) {
            if (!schedule.due(Set.of(A), now).isEmpty()) {
                assertThat(Duration.between(before, now))
                        .isBetween(Duration.ofSeconds(45), Duration.ofMillis(75_100));
                distances.add(Duration.between(before, now).toMillis());
                before = now;
            }
        }

        assertThat(distances).hasSize(50);
    }

    @Test
    void aHubThatWasUnlinkedIsNewWhenItComesBack() {
        schedule.due(Set.of(A), START);
        schedule.due(Set.of(), START);

        assertThat(schedule.due(Set.of(A), START)).containsExactly(A);
    }
}
