package berth.cli.fleet;

import berth.cli.text.Table;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What became of a fleet: devices by hub, failures by reason, and how long it took.
public record FleetReport(List<DeviceResult> results) {
    private static final int REASONS_MAX = 5;

    public FleetReport {
        results = List.copyOf(results);
    }

    public List<DeviceResult.Assigned> assigned() {
        return results.stream()
                .filter(DeviceResult.Assigned.class::isInstance)
                .map(DeviceResult.Assigned.class::cast)
                .toList();
    }

    public List<DeviceResult.Failed> failed() {
        return results.stream()
                .filter(DeviceResult.Failed.class::isInstance)
                .map(DeviceResult.Failed.class::cast)
                .toList();
    }

    /// How many requests were sent once more, by all devices together.
    public int retries() {
        return results.stream().mapToInt(DeviceResult::retries).sum();
    }

    /// How long the slowest device took that was assigned; zero if none was.
    public Duration slowest() {
        return assigned().stream()
                .map(DeviceResult.Assigned::elapsed)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /// Devices and times for each hub, then for all of them.
    public String table() {
        var table = new Table("hub", "assigned", "failed", "p50", "p95", "max");
        byHub().forEach((hub, devices) -> row(table, hub, devices, "0"));
        row(table, "all", assigned(), String.valueOf(failed().size()));
        return table.text();
    }

    /// The commonest reasons of failure, or nothing.
    public String failures() {
        var reasons =
                failed().stream()
                        .collect(
                                Collectors.groupingBy(
                                        DeviceResult.Failed::reason,
                                        TreeMap::new,
                                        Collectors.counting()));
        return reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(REASONS_MAX)
                .map(entry -> "  %d x %s%n".formatted(entry.getValue(), entry.getKey()))
                .collect(Collectors.joining());
    }

    private Map<String, List<DeviceResult.Assigned>> byHub() {
        return assigned().stream()
                .collect(
                        Collectors.groupingBy(
                                DeviceResult.Assigned::hub, TreeMap::new, Collectors.toList()));
    }

    private static void row(
            Table table, String name, List<DeviceResult.Assigned> devices, String failed) {
        var times = devices.stream().map(DeviceResult.Assigned::elapsed).sorted().toList();
        table.row(
                name,
                String.valueOf(devices.size()),
                failed,
                millis(percentile(times, 50)),
                millis(percentile(times, 95)),
                millis(percentile(times, 100)));
    }

    static Optional<Duration> percentile(List<Duration> sorted, int percent) {
        if (sorted.isEmpty()) {
            return Optional.empty();
        }
        int index = (int) Math.ceil(sorted.size() * percent / 100.0) - 1;
        return Optional.of(sorted.get(Math.max(0, index)));
    }

    static String millis(Optional<Duration> time) {
        return time.map(t -> t.toMillis() + " ms").orElse("-");
    }
}
