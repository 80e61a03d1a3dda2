package berth.wire.json;

import berth.core.id.ByteString;
import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads members of an object, each with the kind it must have. JSON null counts as absent
/// everywhere. A member of the wrong kind is a [BadDocument] that names it; whoever reads a part of
/// a bigger document adds the way there with [BadDocument#under].
public final class JsonFields {
    private JsonFields() {}

    /// The document itself, which must be an object.
    public static JsonObject object(JsonValue document) throws BadDocument {
        if (document instanceof JsonObject object) {
            return object;
        }
        throw new BadDocument("", "must be an object");
    }

    /// Refuses members that nobody knows, for documents of ours in which a misspelt name would be a
    /// wish that is silently not granted. Azure's documents are read more leniently.
    public static void only(JsonObject object, Set<String> known) throws BadDocument {
        for (var name : object.members().keySet()) {
            if (!known.contains(name)) {
                throw new BadDocument(
                        "", "has a member other than " + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    public static String requiredText(JsonObject object, String name) throws BadDocument {
        return required(optionalText(object, name), name);
    }

    public static Optional<String> optionalText(JsonObject object, String name) throws BadDocument {
        var member = object.member(name);
        if (member.isEmpty()) {
            return Optional.empty();
        }
        if (member.get() instanceof JsonString(var text)) {
            return Optional.of(text);
        }
        throw new BadDocument(name, "must be a string");
    }

    public static boolean requiredBool(JsonObject object, String name) throws BadDocument {
        return required(optionalBool(object, name), name);
    }

    public static Optional<Boolean> optionalBool(JsonObject object, String name)
            throws BadDocument {
        var member = object.member(name);
        if (member.isEmpty()) {
            return Optional.empty();
        }
        if (member.get() instanceof JsonBoolean bool) {
            return Optional.of(bool.value());
        }
        throw new BadDocument(name, "must be true or false");
    }

    public static long requiredLong(JsonObject object, String name) throws BadDocument {
        return required(optionalLong(object, name), name);
    }

    /// A number without a fraction; `1.0` and `1e0` count as 1.
    public static Optional<Long> optionalLong(JsonObject object, String name) throws BadDocument {
        var member = object.member(name);
        if (member.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (member.get() instanceof JsonNumber(var number)) {
                return Optional.of(number.longValueExact());
            }
        } catch (ArithmeticException _) {
            throw new BadDocument(name, "must be an integer of at most 64 bits");
        }
        throw new BadDocument(name, "must be an integer");
    }

    public static JsonObject requiredObject(JsonObject object, String name) throws BadDocument {
        return required(optionalObject(object, name), name);
    }

    public static Optional<JsonObject> optionalObject(JsonObject object, String name)
            throws BadDocument {
        var member = object.member(name);
        if (member.isEmpty()) {
            return Optional.empty();
        }
        if (member.get() instanceof JsonObject inner) {
            return Optional.of(inner);
        }
        throw new BadDocument(name, "must be an object");
    }

    public static JsonArray requiredArray(JsonObject object, String name) throws BadDocument {
        return required(optionalArray(object, name), name);
    }

    public static Optional<JsonArray> optionalArray(JsonObject object, String name)
            throws BadDocument {
        var member = object.member(name);
        if (member.isEmpty()) {
            return Optional.empty();
        }
        if (member.get() instanceof JsonArray array) {
            return Optional.of(array);
        }
        throw new BadDocument(name, "must be an array");
    }

    /// An array of strings, in which null is not allowed.
    public static Optional<List<String>> optionalTexts(JsonObject object, String name)
            throws BadDocument {
        var array = optionalArray(object, name);
        if (array.isEmpty()) {
            return Optional.empty();
        }
        var texts = new ArrayList<String>();
        for (var item : array.get().items()) {
            if (!(item instanceof JsonString(var text))) {
                throw new BadDocument(name + "[" + texts.size() + "]", "must be a string");
            }
            texts.add(text);
        }
        return Optional.of(List.copyOf(texts));
    }

    /// Bytes written as base64. Not for secrets, which have a type of their own.
    public static Optional<ByteString> optionalBase64(JsonObject object, String name)
            throws BadDocument {
        var text = optionalText(object, name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ByteString.ofBase64(text.get()));
        } catch (IllegalArgumentException _) {
            // The cause quotes a character of the value.
            throw new BadDocument(name, "must be base64");
        }
    }

    public static ByteString requiredBase64(JsonObject object, String name) throws BadDocument {
        return required(optionalBase64(object, name), name);
    }

    /// Any JSON but null.
    public static Optional<JsonValue> optionalValue(JsonObject object, String name) {
        return object.member(name);
    }

    private static <T> T required(Optional<T> value, String name) throws BadDocument {
        if (value.isPresent()) {
            return value.get();
        }
        throw new BadDocument(name, "is required");
    }
}
