package berth.cli.fleet;

import berth.cli.fleet.client.FleetMix.Kind;
import berth.cli.text.Table;
import berth.core.json.JsonArray;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What became of each kind of device, by transport and attestation.
public final class KindReport {
    private final List<Row> rows;

    private KindReport(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /// @param bytes sent and received per device, TLS included; the mean over those assigned
    record Row(
            Kind kind,
            int devices,
            int assigned,
            Optional<Duration> median,
            Optional<Duration> p95,
            long bytes) {
        int failed() {
            return devices - assigned;
        }
    }

    public static KindReport of(List<SimulatedDevice> devices, List<DeviceResult> results) {
        var kinds = new HashMap<String, Kind>();
        for (var device : devices) {
            kinds.put(
                    device.registrationId(),
                    new Kind(device.transport(), device.credential().mechanism()));
        }
        var byKind =
                new TreeMap<Kind, List<DeviceResult>>(
                        Comparator.comparing(Kind::transport).thenComparing(Kind::mechanism));
        for (var result : results) {
            var kind = kinds.get(result.registrationId());
            if (kind == null) {
                throw new IllegalArgumentException("no device of " + result.registrationId());
            }
            byKind.computeIfAbsent(kind, _ -> new ArrayList<>()).add(result);
        }
        var rows = new ArrayList<Row>();
        byKind.forEach((kind, own) -> rows.add(row(kind, own)));
        return new KindReport(rows);
    }

    private static Row row(Kind kind, List<DeviceResult> results) {
        var assigned = new FleetReport(results).assigned();
        var times = assigned.stream().map(DeviceResult.Assigned::elapsed).sorted().toList();
        long bytes = assigned.stream().mapToLong(one -> one.bytes().total()).sum();
        return new Row(
                kind,
                results.size(),
                assigned.size(),
                FleetReport.percentile(times, 50),
                FleetReport.percentile(times, 95),
                assigned.isEmpty() ? 0 : Math.round((double) bytes / assigned.size()));
    }

    List<Row> rows() {
        return rows;
    }

    public String table() {
        var table =
                new Table(
                        "transport",
                        "attestation",
                        "devices",
                        "assigned",
                        "failed",
                        "median",
                        "p95",
                        "bytes/device");
        for (var row : rows) {
            table.row(
                    row.kind().transport().word(),
                    row.kind().mechanism().word(),
                    Integer.toString(row.devices()),
                    Integer.toString(row.assigned()),
                    Integer.toString(row.failed()),
                    FleetReport.millis(row.median()),
                    FleetReport.millis(row.p95()),
                    row.assigned() == 0 ? "-" : Long.toString(row.bytes()));
        }
        return table.text();
    }

    public JsonArray json() {
        return new JsonArray(rows.stream().<JsonValue>map(KindReport::json).toList());
    }

    private static JsonObject json(Row row) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("transport", new JsonString(row.kind().transport().word()));
        members.put("attestation", new JsonString(row.kind().mechanism().word()));
        members.put("devices", JsonNumber.of(row.devices()));
        members.put("assigned", JsonNumber.of(row.assigned()));
        members.put("failed", JsonNumber.of(row.failed()));
        members.put("medianMilliseconds", millis(row.median()));
        members.put("p95Milliseconds", millis(row.p95()));
        members.put("bytesPerDevice", JsonNumber.of(row.bytes()));
        return new JsonObject(members);
    }

    private static JsonValue millis(Optional<Duration> time) {
        return time.<JsonValue>map(t -> JsonNumber.of(t.toMillis())).orElse(JsonNull.NULL);
    }
}
