package berth.hub.twin;

import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;

/// JSON merge patches (RFC 7396) on objects: null deletes, objects merge, everything else replaces.
/// An empty object for a missing name creates an empty object.
final class MergePatch {
    private MergePatch() {}

    /// `target` after `patch`. Holds no null that came from the patch outside arrays.
    static JsonObject apply(JsonObject target, JsonObject patch) {
        var members = new LinkedHashMap<>(target.members());
        patch.members()
                .forEach(
                        (name, value) -> {
                            switch (value) {
                                case JsonNull _ -> members.remove(name);
                                case JsonObject below ->
                                        members.put(
                                                name, apply(objectAt(members.get(name)), below));
                                case JsonArray _, JsonString _, JsonNumber _, JsonBoolean _ ->
                                        members.put(name, value);
                            }
                        });
        return new JsonObject(members);
    }

    /// The object found under a name, or an empty one to merge into.
    static JsonObject objectAt(@Nullable JsonValue found) {
        return found instanceof JsonObject object ? object : JsonObject.EMPTY;
    }
}
