package berth.store.document;

import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.BadDocument;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The members of a document while it is being written; null is left out. Used by one thread.
final class Members {
    private final Map<String, JsonValue> members = new LinkedHashMap<>();

    Members put(String name, @Nullable String text) {
        return put(name, text == null ? null : new JsonString(text));
    }

    Members putConstant(String name, @Nullable Enum<?> constant) {
        return put(name, constant == null ? null : constant.name());
    }

    Members put(String name, long number) {
        return put(name, JsonNumber.of(number));
    }

    Members put(String name, boolean bool) {
        return put(name, JsonBoolean.of(bool));
    }

    Members put(String name, @Nullable JsonValue value) {
        if (value != null) {
            members.put(name, value);
        }
        return this;
    }

    Members put(String name, List<String> texts) {
        return put(
                name,
                new JsonArray(texts.stream().map(t -> (JsonValue) new JsonString(t)).toList()));
    }

    JsonObject object() {
        return new JsonObject(members);
    }

    /// The member as it was written, where JSON null is a value of its own.
    static @Nullable JsonValue value(JsonObject object, String name) {
        return object.members().get(name);
    }

    /// The constant called `text`.
    static <E extends Enum<E>> E constant(Class<E> type, String text) throws BadDocument {
        try {
            return Enum.valueOf(type, text);
        } catch (IllegalArgumentException _) {
            throw new BadDocument("", "knows no " + type.getSimpleName() + " " + text);
        }
    }
}
