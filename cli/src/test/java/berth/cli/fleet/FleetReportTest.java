package berth.cli.fleet;

import static berth.cli.fleet.stream.Traffic.Bytes.NONE;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class FleetReportTest {
    @Test
    void theTableCountsByHubAndShowsPercentiles() {
        var results = new ArrayList<DeviceResult>();
        for (int i = 1; i <= 100; i++) {
            var hub = i <= 40 ? "a.example" : "b.example";
            results.add(
                    new DeviceResult.Assigned(
                            "d" + i, hub, "d" + i, Duration.ofMillis(i), 0, NONE));
        }
        results.add(failed("x", "HTTP 401", 2));

        assertThat(new FleetReport(results).table().lines())
                .anyMatch(line -> line.matches("a\\.example +40 +0 +20 ms +38 ms +40 ms"))
                .anyMatch(line -> line.matches("b\\.example +60 +0 +70 ms +97 ms +100 ms"))
                .anyMatch(line -> line.matches("all +100 +1 +50 ms +95 ms +100 ms"));
    }

    @Test
    void theCommonestReasonsOfFailureComeFirst() {
        var report =
                new FleetReport(
                        List.of(
                                failed("a", "rare", 0),
                                failed("b", "common", 0),
                                failed("c", "common", 0)));

        assertThat(report.failures().lines()).containsExactly("  2 x common", "  1 x rare");
    }

    @Test
    void aFleetOfNoneIsATableAllTheSame() {
        assertThat(new FleetReport(List.of()).table()).contains("all");
    }

    @Test
    void retriesOfTheFailedCountToo() {
        var report =
                new FleetReport(
                        List.of(
                                new DeviceResult.Assigned(
                                        "a", "h", "a", Duration.ofMillis(7), 3, NONE),
                                new DeviceResult.Assigned(
                                        "b", "h", "b", Duration.ofMillis(9), 0, NONE),
                                failed("c", "dead", 4)));

        assertThat(report.retries()).isEqualTo(7);
        assertThat(report.slowest()).isEqualTo(Duration.ofMillis(9));
    }

    private static DeviceResult failed(String id, String reason, int retries) {
        return new DeviceResult.Failed(id, DeviceResult.Cause.REFUSED, reason, retries, NONE);
    }
}
