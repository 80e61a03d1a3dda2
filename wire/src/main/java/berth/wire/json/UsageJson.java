package berth.wire.json;

import berth.core.json.JsonArray;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.core.usage.UsageKind;
import berth.core.usage.UsageStore.Usage;

import java.time.LocalDate;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How much an instance was used. A document of ours; see docs/operating.md.
public final class UsageJson {
    private UsageJson() {}

    /// Days without operations are left out; every day that is there has every count.
    public static JsonObject write(LocalDate first, LocalDate last, List<Usage> usage) {
        var byDay = new TreeMap<LocalDate, Map<UsageKind, Long>>();
        var totals = new EnumMap<UsageKind, Long>(UsageKind.class);
        for (var one : usage) {
            byDay.computeIfAbsent(one.day(), _ -> new EnumMap<>(UsageKind.class))
                    .merge(one.kind(), one.count(), Long::sum);
            totals.merge(one.kind(), one.count(), Long::sum);
        }
        var days =
                byDay.entrySet().stream()
                        .<JsonValue>map(
                                day -> {
                                    var members = new LinkedHashMap<String, JsonValue>();
                                    members.put("day", new JsonString(day.getKey().toString()));
                                    counts(day.getValue(), members);
                                    return new JsonObject(members);
                                })
                        .toList();
        var sums = new LinkedHashMap<String, JsonValue>();
        counts(totals, sums);
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("from", new JsonString(first.toString()));
        members.put("to", new JsonString(last.toString()));
        members.put("days", new JsonArray(days));
        members.put("totals", new JsonObject(sums));
        return new JsonObject(members);
    }

    private static void counts(Map<UsageKind, Long> counts, Map<String, JsonValue> to) {
        for (var kind : UsageKind.values()) {
            to.put(name(kind), JsonNumber.of(counts.getOrDefault(kind, 0L)));
        }
    }

    private static String name(UsageKind kind) {
        return switch (kind) {
            case REGISTRATION -> "registrations";
            case RE_REGISTRATION -> "reRegistrations";
            case ENROLLMENT_WRITE -> "enrollmentWrites";
        };
    }
}
