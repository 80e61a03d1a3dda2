package berth.cli.fleet;

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
            results.add(new DeviceResult.Assigned("d" + i, hub, "d" + i, Duration.ofMillis(i)));
        }
        results.add(new DeviceResult.Failed("x", "HTTP 401"));

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
                                new DeviceResult.Failed("a", "rare"),
                                new DeviceResult.Failed("b", "common"),
                                new DeviceResult.Failed("c", "common")));

        assertThat(report.failures().lines()).containsExactly("  2 x common", "  1 x rare");
    }

    @Test
    void aFleetOfNoneIsATableAllTheSame() {
        assertThat(new FleetReport(List.of()).table()).contains("all");
    }
}
