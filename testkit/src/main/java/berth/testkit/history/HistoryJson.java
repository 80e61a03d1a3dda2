package berth.testkit.history;

import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;

/// Entries as lines of JSON, without the line end.
final class HistoryJson {
    private HistoryJson() {}

    static String line(HistoryEntry entry) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("sequence", JsonNumber.of(entry.sequence()));
        members.put("nanos", JsonNumber.of(entry.nanos()));
        members.put("process", new JsonString(entry.process()));
        members.put("actor", new JsonString(entry.actor()));
        members.put("type", new JsonString(entry.phase().name().toLowerCase(Locale.ROOT)));
        members.put("function", new JsonString(entry.fact().spelling()));
        members.put("key", new JsonString(entry.key()));
        members.put("value", entry.value());
        return JsonText.text(new JsonObject(members));
    }

    static HistoryEntry entry(String line) throws MalformedJson, BadDocument {
        var object = JsonFields.object(JsonText.parse(line, JsonLimits.DEFAULT));
        var function = JsonFields.requiredText(object, "function");
        return new HistoryEntry(
                JsonFields.requiredLong(object, "sequence"),
                JsonFields.requiredLong(object, "nanos"),
                JsonFields.requiredText(object, "process"),
                JsonFields.requiredText(object, "actor"),
                required(HistoryEntry.Phase.class, object, "type"),
                Fact.of(function)
                        .orElseThrow(() -> new BadDocument("function", "is not a known one")),
                JsonFields.requiredText(object, "key"),
                JsonFields.requiredObject(object, "value"));
    }

    /// A constant written in lower case.
    static <E extends Enum<E>> E required(Class<E> kind, JsonObject object, String name)
            throws BadDocument {
        var text = JsonFields.requiredText(object, name);
        return constant(kind, text)
                .orElseThrow(() -> new BadDocument(name, "is not one of " + kind.getSimpleName()));
    }

    private static <E extends Enum<E>> Optional<E> constant(Class<E> kind, String text) {
        for (var constant : kind.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }
}
