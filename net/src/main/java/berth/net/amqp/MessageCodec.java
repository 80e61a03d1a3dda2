package berth.net.amqp;

import berth.core.id.ByteString;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Messages to bytes and back. The engine's own codec knows one data section only, and says what is
/// wrong with a message by whatever exception comes. Source: AMQP 1.0, section 3.2.
final class MessageCodec {
    /// Several messages in one. Source: iot-hub-protocol, section 3.5.
    static final int BATCH = 0x80013700;

    /// A message of a byte takes a hundred as an object.
    private static final int BATCH_MESSAGES_MAX = 5_000;

    private static final int HEADER = 0x70;
    private static final int ANNOTATIONS = 0x72;
    private static final int PROPERTIES = 0x73;
    private static final int APPLICATION = 0x74;
    private static final int DATA = 0x75;
    private static final int SEQUENCE = 0x76;
    private static final int VALUE = 0x77;
    private static final int FOOTER = 0x78;

    private AmqpProperties properties = AmqpProperties.NONE;
    private Map<String, Object> annotations = Map.of();
    private Map<String, Object> application = Map.of();
    private final List<ByteString> data = new ArrayList<>();
    private @Nullable AmqpBody body;

    private MessageCodec() {}

    /// Reads a whole delivery.
    ///
    /// @param format as the transfer names it
    static AmqpContent decode(byte[] bytes, int format, AmqpLimits limits) {
        try {
            AmqpMessage message = message(ByteBuffer.wrap(bytes), limits);
            return switch (format) {
                case 0 -> message;
                case BATCH -> batch(message, limits);
                default -> new AmqpContent.Unreadable("an unknown message format");
            };
        } catch (AmqpViolation e) {
            return new AmqpContent.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    private static AmqpBatch batch(AmqpMessage around, AmqpLimits limits) throws AmqpViolation {
        if (!(around.body() instanceof AmqpBody.Data(var sections))) {
            throw malformed("a batch without data");
        }
        if (sections.size() > BATCH_MESSAGES_MAX) {
            throw malformed("too many messages in a batch");
        }
        var messages = new ArrayList<AmqpMessage>();
        for (ByteString section : sections) {
            messages.add(message(ByteBuffer.wrap(section.toByteArray()), limits));
        }
        return new AmqpBatch(messages);
    }

    private static AmqpMessage message(ByteBuffer bytes, AmqpLimits limits) throws AmqpViolation {
        var codec = new MessageCodec();
        int last = HEADER - 1;
        int at = 0;
        while (at < bytes.limit()) {
            int end = EncodingScan.end(bytes, at, limits);
            int section = section(bytes, at);
            boolean again = section == last && (section == DATA || section == SEQUENCE);
            boolean secondBody = isBody(section) && isBody(last);
            if (!again && (section <= last || secondBody)) {
                throw malformed("sections out of order");
            }
            // Past the descriptor.
            bytes.position(at + ((bytes.get(at + 1) & 0xff) == 0x53 ? 3 : 10));
            codec.take(section, new ValueReader(bytes).next());
            last = section;
            at = end;
        }
        if (at == 0) {
            throw malformed("an empty message");
        }
        return codec.message();
    }

    private static boolean isBody(int section) {
        return section >= DATA && section < FOOTER;
    }

    private static int section(ByteBuffer bytes, int at) throws AmqpViolation {
        boolean described = bytes.get(at) == 0;
        int code =
                switch (described ? bytes.get(at + 1) & 0xff : -1) {
                    case 0x53 -> bytes.get(at + 2) & 0xff;
                    case 0x80 -> Math.clamp(bytes.getLong(at + 2), 0, FOOTER + 1);
                    default -> -1;
                };
        if (code < HEADER || code > FOOTER) {
            throw malformed("not a section of a message");
        }
        return code;
    }

    private void take(int section, @Nullable Object value) throws AmqpViolation {
        switch (section) {
            case ANNOTATIONS -> annotations = simple(value, false);
            case PROPERTIES -> properties = properties(value);
            case APPLICATION -> application = simple(value, true);
            case DATA -> {
                if (!(value instanceof ByteString bytes)) {
                    throw malformed("no message: data that is not binary");
                }
                data.add(bytes);
            }
            case SEQUENCE -> body = new AmqpBody.Other();
            case VALUE -> body = isSimple(value) ? new AmqpBody.Value(value) : new AmqpBody.Other();
            default -> {
                // Header, delivery annotations and footer are between neighbours.
            }
        }
    }

    private AmqpMessage message() {
        if (body == null) {
            body = data.isEmpty() ? new AmqpBody.None() : new AmqpBody.Data(data);
        }
        return new AmqpMessage(properties, annotations, application, body);
    }

    private static boolean isSimple(@Nullable Object value) {
        return !(value instanceof ValueReader.Unread
                || value instanceof List
                || value instanceof Map);
    }

    /// Values that nobody here reads are left out.
    ///
    /// @param named whether all keys must be texts; others are left out
    private static Map<String, Object> simple(@Nullable Object value, boolean named)
            throws AmqpViolation {
        var simple = new HashMap<String, Object>();
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                Object content = entry.getValue();
                if (!(entry.getKey() instanceof String name)) {
                    if (named) {
                        throw malformed("no message: a property whose name is no text");
                    }
                } else if (content != null && isSimple(content)) {
                    simple.put(name, content);
                }
            }
        } else if (value != null) {
            throw malformed("no message: properties that are no map");
        }
        return simple;
    }

    private static AmqpProperties properties(@Nullable Object value) throws AmqpViolation {
        if (!(value instanceof List<?> fields)) {
            throw malformed("no message: properties that are no list");
        }
        return new AmqpProperties(
                id(fields, 0),
                field(fields, 1, ByteString.class),
                field(fields, 2, String.class),
                field(fields, 4, String.class),
                id(fields, 5),
                field(fields, 6, String.class),
                field(fields, 7, String.class),
                field(fields, 8, Instant.class),
                field(fields, 9, Instant.class));
    }

    private static <T> @Nullable T field(List<?> fields, int at, Class<T> type)
            throws AmqpViolation {
        Object value = at < fields.size() ? fields.get(at) : null;
        if (value != null && !type.isInstance(value)) {
            throw malformed("no message: a property of the wrong type");
        }
        return type.cast(value);
    }

    private static @Nullable CorrelationId id(List<?> fields, int at) throws AmqpViolation {
        return switch (field(fields, at, Object.class)) {
            case String text -> new CorrelationId.Text(text);
            case UUID uuid -> new CorrelationId.Uuid(uuid);
            case ByteString bytes -> new CorrelationId.Bytes(bytes);
            case Unsigned(var width, var bits) when width == Unsigned.Width.LONG ->
                    new CorrelationId.Ulong(bits);
            case null -> null;
            default -> throw malformed("no message: an ID of the wrong type");
        };
    }

    private static AmqpViolation malformed(String what) {
        return new AmqpViolation(AmqpViolation.DECODING, what);
    }

    /// Writes a message; what it does not say takes no section, and one that says nothing at all is
    /// an empty header.
    static byte[] encode(AmqpMessage message) {
        var writer = new ValueWriter();
        if (!message.annotations().isEmpty()) {
            writer.described(ANNOTATIONS);
            writer.map(message.annotations(), ValueWriter.Text.SYMBOL);
        }
        if (!message.properties().equals(AmqpProperties.NONE)) {
            writer.described(PROPERTIES);
            writer.list(fields(message.properties()));
        }
        if (!message.application().isEmpty()) {
            writer.described(APPLICATION);
            writer.map(message.application(), ValueWriter.Text.STRING);
        }
        encode(message.body(), writer);
        return writer.bytes();
    }

    private static List<@Nullable Object> fields(AmqpProperties properties) {
        return Arrays.asList(
                encoded(properties.messageId()),
                properties.userId(),
                properties.to(),
                null,
                properties.replyTo(),
                encoded(properties.correlationId()),
                symbol(properties.contentType()),
                symbol(properties.contentEncoding()),
                properties.expiry(),
                properties.creation());
    }

    private static ValueWriter.@Nullable Symbol symbol(@Nullable String text) {
        return text == null ? null : new ValueWriter.Symbol(text);
    }

    private static void encode(AmqpBody body, ValueWriter writer) {
        switch (body) {
            case AmqpBody.None _ -> {
                if (writer.isEmpty()) {
                    writer.described(HEADER);
                    writer.list(List.of());
                }
            }
            case AmqpBody.Data(var sections) ->
                    sections.forEach(
                            section -> {
                                writer.described(DATA);
                                writer.value(section);
                            });
            case AmqpBody.Value(var value) -> {
                writer.described(VALUE);
                writer.value(value);
            }
            case AmqpBody.Other _ -> throw new IllegalArgumentException("nothing we could write");
        }
    }

    private static @Nullable Object encoded(@Nullable CorrelationId id) {
        return switch (id) {
            case CorrelationId.Text(String text) -> text;
            case CorrelationId.Uuid(UUID uuid) -> uuid;
            case CorrelationId.Bytes(ByteString bytes) -> bytes;
            case CorrelationId.Ulong(long number) -> Unsigned.ofLong(number);
            case null -> null;
        };
    }
}
