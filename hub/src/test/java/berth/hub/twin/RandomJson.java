package berth.hub.twin;

import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.random.RandomGenerator;

/// Small JSON from a seed: few names, so that documents and patches meet.
record RandomJson(RandomGenerator random) {
    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    /// An object without nulls.
    JsonObject document(int depth) {
        return object(depth, false);
    }

    /// An object in which null deletes.
    JsonObject patch(int depth) {
        return object(depth, true);
    }

    private JsonObject object(int depth, boolean nulls) {
        var members = new LinkedHashMap<String, JsonValue>();
        for (var name : NAMES) {
            if (random.nextBoolean()) {
                members.put(name, value(depth - 1, nulls));
            }
        }
        return new JsonObject(members);
    }

    private JsonValue value(int depth, boolean nulls) {
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0 -> nulls ? JsonNull.NULL : JsonBoolean.TRUE;
            case 1 -> JsonBoolean.of(random.nextBoolean());
            case 2 -> JsonNumber.of(random.nextInt(100));
            case 3 -> new JsonString("s" + random.nextInt(100));
            case 4 -> new JsonArray(List.of(JsonNumber.of(random.nextInt(10))));
            default -> object(depth, nulls);
        };
    }
}
