package berth.cli.fleet.hub;

import berth.cli.fleet.client.Transport;
import berth.cli.text.Table;
import berth.core.json.JsonArray;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What became of a fleet at its hubs, by role and transport.
public record HubReport(List<HubVisit> visits) {
    private static final int REASONS_MAX = 5;
    private static final Pattern EACH_TIME_NEW =
            Pattern.compile(
                    "[0-9A-Fa-f]{8}(-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}"
                            + "|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z");
    private static final List<HubStep> SHOWN =
            List.of(HubStep.TELEMETRY, HubStep.TWIN, HubStep.REPORT, HubStep.COMMAND);

    public HubReport {
        visits = List.copyOf(visits);
    }

    private record Kind(String role, Transport transport) {}

    /// What came of one step for some devices.
    private record Count(int done, int denied, int failed) {
        static Count of(HubStep step, List<HubVisit> visits) {
            var results = visits.stream().map(visit -> visit.steps().get(step)).toList();
            return new Count(
                    (int) results.stream().filter(StepResult.Done.class::isInstance).count(),
                    (int) results.stream().filter(StepResult.Denied.class::isInstance).count(),
                    (int) results.stream().filter(StepResult.Failed.class::isInstance).count());
        }

        String text() {
            var parts = new ArrayList<String>();
            if (done > 0) {
                parts.add(Integer.toString(done));
            }
            if (denied > 0) {
                parts.add("refused " + denied);
            }
            if (failed > 0) {
                parts.add("FAILED " + failed);
            }
            return parts.isEmpty() ? "-" : String.join(", ", parts);
        }

        JsonObject json() {
            Map<String, JsonValue> members = new LinkedHashMap<>();
            members.put("done", JsonNumber.of(done));
            members.put("refused", JsonNumber.of(denied));
            members.put("failed", JsonNumber.of(failed));
            return new JsonObject(members);
        }
    }

    /// Whether everything came out as it should: done, or refused where the role forbids it.
    public boolean complete() {
        return visits.stream().allMatch(HubVisit::complete);
    }

    private Map<Kind, List<HubVisit>> byKind() {
        return visits.stream()
                .collect(
                        Collectors.groupingBy(
                                visit -> new Kind(visit.role(), visit.transport()),
                                () ->
                                        new TreeMap<>(
                                                Comparator.comparing(Kind::role)
                                                        .thenComparing(Kind::transport)),
                                Collectors.toList()));
    }

    /// A line for each role and transport. `refused` is what the role forbids.
    public String table() {
        var table =
                new Table(
                        "role",
                        "transport",
                        "connected",
                        "telemetry",
                        "twin read",
                        "reported",
                        "command",
                        "median");
        byKind().forEach(
                        (kind, own) -> {
                            var cells = new ArrayList<String>();
                            cells.add(kind.role());
                            cells.add(kind.transport().word());
                            cells.add(Count.of(HubStep.CONNECT, own).text());
                            SHOWN.forEach(step -> cells.add(Count.of(step, own).text()));
                            cells.add(median(own).toMillis() + " ms");
                            table.row(cells.toArray(String[]::new));
                        });
        return table.text();
    }

    private static Duration median(List<HubVisit> visits) {
        var times = visits.stream().map(HubVisit::elapsed).sorted().toList();
        return times.get((times.size() - 1) / 2);
    }

    /// The commonest reasons of failure, or nothing.
    public String failures() {
        return visits.stream()
                .flatMap(visit -> visit.failure().stream())
                .map(HubReport::withoutNames)
                .collect(Collectors.groupingBy(why -> why, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(REASONS_MAX)
                .map(entry -> "  %d x %s%n".formatted(entry.getValue(), entry.getKey()))
                .collect(Collectors.joining());
    }

    /// Without what is different each time, so that the same reason is one.
    private static String withoutNames(String reason) {
        return EACH_TIME_NEW.matcher(reason).replaceAll("*");
    }

    /// The verdict for a person.
    public String sentence() {
        long failed = visits.stream().filter(visit -> !visit.complete()).count();
        return failed == 0
                ? "All %d devices work at their hubs; what their roles forbid was refused.%n"
                        .formatted(visits.size())
                : "%d of %d devices do not work at their hubs as they should:%n"
                        .formatted(failed, visits.size());
    }

    public JsonArray json() {
        var rows = new ArrayList<JsonValue>();
        byKind().forEach((kind, own) -> rows.add(json(kind, own)));
        return new JsonArray(rows);
    }

    private static JsonObject json(Kind kind, List<HubVisit> own) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("role", new JsonString(kind.role()));
        members.put("transport", new JsonString(kind.transport().word()));
        members.put("devices", JsonNumber.of(own.size()));
        for (var step : HubStep.values()) {
            members.put(step.word(), Count.of(step, own).json());
        }
        members.put("medianMilliseconds", JsonNumber.of(median(own).toMillis()));
        return new JsonObject(members);
    }
}
