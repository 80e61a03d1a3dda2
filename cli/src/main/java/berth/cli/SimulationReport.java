package berth.cli;

import berth.cli.fleet.DeviceResult;
import berth.cli.fleet.FleetReport;
import berth.cli.fleet.KindReport;
import berth.cli.fleet.SimulatedDevice;
import berth.cli.fleet.hub.HubReport;
import berth.core.json.JsonArray;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What came of a simulation, for a person and for a program.
///
/// @param hubs what came of the devices at their hubs; null where they were not sent there
/// @param elapsed of the whole fleet, until it was assigned
/// @param processor time of the server; zero where it was not measured
record SimulationReport(
        List<SimulatedDevice> devices,
        List<DeviceResult> results,
        @Nullable HubReport hubs,
        Duration elapsed,
        Duration processor) {
    SimulationReport {
        devices = List.copyOf(devices);
        results = List.copyOf(results);
    }

    /// Whether every device was assigned, and works at its hub where it was sent there.
    boolean complete() {
        return fleet().failed().isEmpty() && (hubs == null || hubs.complete());
    }

    private FleetReport fleet() {
        return new FleetReport(results);
    }

    String text() {
        var fleet = fleet();
        var text = new StringBuilder();
        text.append(KindReport.of(devices, results).table()).append('\n');
        text.append(fleet.table()).append(fleet.failures());
        if (fleet.retries() > 0) {
            text.append("%d requests had to be sent again%n".formatted(fleet.retries()));
        }
        int assigned = fleet.assigned().size();
        text.append(
                String.format(
                        Locale.ROOT, "%d registrations in %.1f s%n", assigned, seconds(elapsed)));
        if (processor.isPositive()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "server process: %.2f CPU-s, %.0f registrations per CPU-second%n",
                            seconds(processor),
                            assigned / seconds(processor)));
        }
        if (hubs != null) {
            text.append('\n').append(hubs.table());
            text.append(hubs.sentence()).append(hubs.failures());
        }
        return text.toString();
    }

    JsonObject json() {
        var fleet = fleet();
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("devices", JsonNumber.of(results.size()));
        members.put("assigned", JsonNumber.of(fleet.assigned().size()));
        members.put("failed", JsonNumber.of(fleet.failed().size()));
        members.put("retries", JsonNumber.of(fleet.retries()));
        members.put("elapsedMilliseconds", JsonNumber.of(elapsed.toMillis()));
        if (processor.isPositive()) {
            members.put("serverProcessorMilliseconds", JsonNumber.of(processor.toMillis()));
        }
        members.put("kinds", KindReport.of(devices, results).json());
        members.put(
                "failures",
                new JsonArray(
                        fleet.failed().stream()
                                .<JsonValue>map(SimulationReport::failure)
                                .toList()));
        if (hubs != null) {
            members.put("hubs", hubs.json());
        }
        return new JsonObject(members);
    }

    private static JsonObject failure(DeviceResult.Failed failed) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("registrationId", new JsonString(failed.registrationId()));
        members.put("cause", new JsonString(failed.cause().name()));
        members.put("reason", new JsonString(failed.reason()));
        return new JsonObject(members);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
