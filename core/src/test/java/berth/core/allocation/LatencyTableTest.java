package berth.core.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.HubHostName;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

class LatencyTableTest {
    private static final HubHostName HUB = new HubHostName("a.example");
    private static final HubHostName OTHER = new HubHostName("b.example");
    private static final Instant START = Instant.EPOCH;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    void theFirstMeasurementCountsAsItIs() {
        var table = LatencyTable.EMPTY.measured(HUB, millis(80), START);

        assertThat(table.fresh(HUB, START)).contains(millis(80));
        assertThat(table.fresh(OTHER, START)).isEmpty();
    }

    @Test
    void eachFurtherOneMovesTheValueAFifthOfTheWay() {
        var table =
                LatencyTable.EMPTY
                        .measured(HUB, millis(100), START)
                        .measured(HUB, millis(200), START)
                        .measured(HUB, millis(20), START);

        assertThat(table.fresh(HUB, START)).contains(millis(100)); // 100, 120, 100
        assertThat(table.entry(HUB, START).orElseThrow().samples()).isEqualTo(3);
    }

    @Test
    void aLastingChangeShowsWithinTenMeasurements() {
        var table = LatencyTable.EMPTY.measured(HUB, millis(20), START);
        for (int i = 0; i < 10; i++) {
            table = table.measured(HUB, millis(220), START);
        }

        assertThat(table.fresh(HUB, START).orElseThrow()).isBetween(millis(190), millis(220));
    }

    @Test
    void aFailureLeavesTheValueToAge() {
        var later = START.plus(MINUTE);
        var table =
                LatencyTable.EMPTY
                        .measured(HUB, millis(80), START)
                        .failed(HUB, "connection refused", later);

        assertThat(table.fresh(HUB, later)).contains(millis(80));
        assertThat(table.entry(HUB, later.plus(MINUTE)))
                .contains(
                        new LatencyEntry(
                                millis(80),
                                MINUTE.multipliedBy(2),
                                1,
                                true,
                                "connection refused",
                                MINUTE));
    }

    @Test
    void afterAQuarterOfAnHourAValueIsUnknown() {
        var table = LatencyTable.EMPTY.measured(HUB, millis(80), START);
        var end = START.plus(Latency.STALE_AFTER);

        assertThat(table.fresh(HUB, end)).contains(millis(80));
        assertThat(table.fresh(HUB, end.plusNanos(1))).isEmpty();
        assertThat(table.entry(HUB, end.plusNanos(1)).orElseThrow().fresh()).isFalse();
        assertThat(table.entry(HUB, end.plusNanos(1)).orElseThrow().latency())
                .isEqualTo(millis(80));
    }

    @Test
    void afterAGapTheNextMeasurementIsTheFirstAgain() {
        var later = START.plus(Duration.ofHours(1));
        var table =
                LatencyTable.EMPTY
                        .measured(HUB, millis(80), START)
                        .measured(HUB, millis(10), later);

        assertThat(table.fresh(HUB, later)).contains(millis(10));
        assertThat(table.entry(HUB, later).orElseThrow().samples()).isEqualTo(1);
    }

    @Test
    void aHubThatOnlyFailedIsUnknownWithItsError() {
        var table = LatencyTable.EMPTY.failed(HUB, "no such host", START);

        assertThat(table.fresh(HUB, START)).isEmpty();
        assertThat(table.entry(HUB, START))
                .contains(new LatencyEntry(null, null, 0, false, "no such host", Duration.ZERO));
        assertThat(table.entry(OTHER, START)).isEmpty();
    }

    @Test
    void hubsThatAreNotLinkedAnyMoreAreForgotten() {
        var table =
                LatencyTable.EMPTY
                        .measured(HUB, millis(80), START)
                        .measured(OTHER, millis(90), START)
                        .only(Set.of(OTHER));

        assertThat(table.latencies()).containsOnlyKeys(OTHER);
        assertThat(table.only(Set.of(HUB, OTHER))).isSameAs(table);
    }
}
