package berth.wire.json;

import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/// Reads one JSON value and holds it to the limits. Used by one thread, once.
final class JsonTextReader {
    /// The limits are checked here, where the message can be ours: the library's messages quote the
    /// text. The text is in memory already, so nothing is allocated that it does not bound.
    static final StreamReadConstraints UNCONSTRAINED =
            StreamReadConstraints.builder()
                    .maxNestingDepth(1_000)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build();

    /// Powers of ten beyond what any double holds only serve to make arithmetic slow.
    private static final int EXPONENT_MAX = 400;

    private final JsonParser parser;
    private final JsonLimits limits;
    private int depth;

    private JsonTextReader(JsonParser parser, JsonLimits limits) {
        this.parser = parser;
        this.limits = limits;
    }

    static JsonValue read(String text, JsonLimits limits) throws MalformedJson {
        try (var parser = JsonText.FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return new JsonTextReader(parser, limits).whole();
        } catch (JacksonException e) {
            throw at("not JSON", e.getLocation());
        }
    }

    private JsonValue whole() throws MalformedJson {
        var first = parser.nextToken();
        if (first == null) {
            throw malformed("empty text");
        }
        var value = value(first);
        if (parser.nextToken() != null) {
            throw malformed("text behind the JSON value");
        }
        return value;
    }

    private JsonValue value(JsonToken token) throws MalformedJson {
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> new JsonString(checked(parser.getString()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            case VALUE_TRUE -> JsonBoolean.TRUE;
            case VALUE_FALSE -> JsonBoolean.FALSE;
            case VALUE_NULL -> JsonNull.NULL;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw malformed("not JSON");
        };
    }

    private JsonObject object() throws MalformedJson {
        enter();
        var members = new LinkedHashMap<String, JsonValue>();
        for (var token = next(); token != JsonToken.END_OBJECT; token = next()) {
            var name = checked(parser.currentName());
            if (members.size() == limits.membersMax()) {
                throw malformed("more than %d members".formatted(limits.membersMax()));
            }
            if (members.containsKey(name)) {
                throw malformed("a name occurs twice");
            }
            members.put(name, value(next()));
        }
        depth--;
        return new JsonObject(members);
    }

    private JsonArray array() throws MalformedJson {
        enter();
        var items = new ArrayList<JsonValue>();
        for (var token = next(); token != JsonToken.END_ARRAY; token = next()) {
            items.add(value(token));
        }
        depth--;
        return new JsonArray(items);
    }

    private void enter() throws MalformedJson {
        if (++depth > limits.depthMax()) {
            throw malformed("more than %d levels".formatted(limits.depthMax()));
        }
    }

    private JsonToken next() throws MalformedJson {
        var token = parser.nextToken();
        if (token == null) {
            throw malformed("not JSON");
        }
        return token;
    }

    /// A number must keep the limits as it came and as it will be written: else it could be stored
    /// and never be read again.
    private JsonNumber number() throws MalformedJson {
        var text = parser.getString();
        checkNumber(text);
        var value = new BigDecimal(text);
        checkNumber(value.toString());
        return new JsonNumber(value);
    }

    private void checkNumber(String text) throws MalformedJson {
        int digits = 0;
        int exponent = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 'e' || c == 'E') {
                exponent = exponent(text.substring(i + 1));
                break;
            }
            digits += c >= '0' && c <= '9' ? 1 : 0;
        }
        if (digits > limits.numberDigitsMax()) {
            throw malformed("a number of more than %d digits".formatted(limits.numberDigitsMax()));
        }
        if (Math.abs(exponent) > EXPONENT_MAX) {
            throw malformed("a number out of range");
        }
    }

    /// The library has checked that `text` is an optional sign and digits.
    private static int exponent(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            // Too many digits for an int, which is far out of range.
            return Integer.MAX_VALUE;
        }
    }

    /// The string, unless it is too long or has half a surrogate pair, which an escape can smuggle
    /// in and no UTF-8 can carry out.
    private String checked(String string) throws MalformedJson {
        long bytes = 0;
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < string.length()
                    && Character.isLowSurrogate(string.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else if (Character.isSurrogate(c)) {
                throw malformed("half a surrogate pair");
            } else {
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        if (bytes > limits.stringBytesMax()) {
            throw malformed("a string of more than %d bytes".formatted(limits.stringBytesMax()));
        }
        return string;
    }

    private MalformedJson malformed(String problem) {
        return at(problem, parser.currentLocation());
    }

    private static MalformedJson at(String problem, @Nullable TokenStreamLocation place) {
        return place == null
                ? new MalformedJson(problem, 0, 0)
                : new MalformedJson(problem, place.getLineNr(), place.getColumnNr());
    }
}
