package berth.wire.json;

import berth.core.id.ByteString;
import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// JSON text (RFC 8259) to values and back. Reading is strict: one value, no comments, no duplicate
/// names, no lone surrogates, nothing behind it. Writing is compact.
public final class JsonText {
    /// Names are neither cached nor interned: they come from strangers.
    static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .streamReadConstraints(JsonTextReader.UNCONSTRAINED)
                    .build();

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private JsonText() {}

    /// Decoded here and not by the library, which would also take UTF-16 and overlong forms.
    ///
    /// @throws MalformedJson when the bytes are not UTF-8, not JSON, or beyond `limits`
    public static JsonValue parse(ByteString utf8, JsonLimits limits) throws MalformedJson {
        var bytes = ByteBuffer.wrap(utf8.toByteArray());
        try {
            return parse(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString(), limits);
        } catch (CharacterCodingException _) {
            throw new MalformedJson("not UTF-8 at byte " + bytes.position(), 0, 0);
        }
    }

    /// A leading byte-order mark is skipped.
    ///
    /// @throws MalformedJson when the text is not JSON or beyond `limits`
    public static JsonValue parse(String text, JsonLimits limits) throws MalformedJson {
        boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
        return JsonTextReader.read(marked ? text.substring(1) : text, limits);
    }

    /// In UTF-8, without a byte-order mark.
    public static ByteString bytes(JsonValue value) {
        return ByteString.of(text(value).getBytes(StandardCharsets.UTF_8));
    }

    public static String text(JsonValue value) {
        var text = new StringWriter();
        try (var generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(value, generator);
        }
        return text.toString();
    }

    private static void write(JsonValue value, JsonGenerator to) {
        switch (value) {
            case JsonObject object -> {
                to.writeStartObject();
                object.members()
                        .forEach(
                                (name, member) -> {
                                    to.writeName(name);
                                    write(member, to);
                                });
                to.writeEndObject();
            }
            case JsonArray array -> {
                to.writeStartArray();
                array.items().forEach(item -> write(item, to));
                to.writeEndArray();
            }
            case JsonString string -> to.writeString(string.value());
            case JsonNumber number -> to.writeNumber(number.value());
            case JsonBoolean bool -> to.writeBoolean(bool.value());
            case JsonNull _ -> to.writeNull();
        }
    }
}
