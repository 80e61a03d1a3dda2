package berth.net.amqp;

import berth.core.id.ByteString;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a message carries. Source: AMQP 1.0, sections 3.2.6 to 3.2.8.
public sealed interface AmqpBody {
    /// No section at all.
    record None() implements AmqpBody {}

    /// At least one section.
    record Data(List<ByteString> sections) implements AmqpBody {
        public Data {
            sections = List.copyOf(sections);
        }
    }

    /// @param value of a simple type, see [AmqpMessage]; null for null. Written, but not read, it
    ///   may also be a map of such values by texts, or a list of texts
    record Value(@Nullable Object value) implements AmqpBody {}

    /// Sequences, or a value that is a list, a map or an array: nobody here reads them.
    record Other() implements AmqpBody {}

    static AmqpBody of(ByteString data) {
        return new Data(List.of(data));
    }

    /// All data, or a value that is binary, or one that is a text in UTF-8; else empty.
    default ByteString bytes() {
        return switch (this) {
            case Data(var sections) ->
                    sections.size() == 1 ? sections.getFirst() : joined(sections);
            case Value(ByteString bytes) -> bytes;
            case Value(String text) -> ByteString.of(text.getBytes(StandardCharsets.UTF_8));
            case None _, Value _, Other _ -> ByteString.EMPTY;
        };
    }

    private static ByteString joined(List<ByteString> sections) {
        var all = new ByteArrayOutputStream();
        sections.forEach(section -> all.writeBytes(section.toByteArray()));
        return ByteString.of(all.toByteArray());
    }
}
