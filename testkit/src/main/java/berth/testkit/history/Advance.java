package berth.testkit.history;

import berth.core.json.JsonArray;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.core.registration.OperationState;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/// A step of an operation, as it was handed to the store.
///
/// @param to the state the step leaves
/// @param action of the step's audit entry
/// @param plan a digest of the plan the step carries, or null
/// @param work the names of the work items it queues; see [EndWork#name]
public record Advance(OperationState to, String action, @Nullable String plan, List<String> work) {
    public Advance {
        work = List.copyOf(work);
    }

    public JsonObject json() {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("to", new JsonString(to.name().toLowerCase(Locale.ROOT)));
        members.put("action", new JsonString(action));
        if (plan != null) {
            members.put("plan", new JsonString(plan));
        }
        members.put("work", new JsonArray(work.stream().<JsonValue>map(JsonString::new).toList()));
        return new JsonObject(members);
    }

    static Advance of(JsonObject value) throws BadDocument {
        return new Advance(
                HistoryJson.required(OperationState.class, value, "to"),
                JsonFields.requiredText(value, "action"),
                JsonFields.optionalText(value, "plan").orElse(null),
                JsonFields.optionalTexts(value, "work")
                        .orElseThrow(() -> new BadDocument("work", "is required")));
    }
}
