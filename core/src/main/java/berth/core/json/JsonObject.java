package berth.core.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A JSON object; names are unique and ordered.
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {
    public static final JsonObject EMPTY = new JsonObject(Map.of());

    public JsonObject {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /// The member called `name`; JSON null counts as absent, as it does everywhere on our wires.
    public Optional<JsonValue> member(String name) {
        return Optional.ofNullable(members.get(name)).filter(value -> value != JsonNull.NULL);
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }
}
