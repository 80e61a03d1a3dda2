package berth.net.amqp;

import berth.core.id.ByteString;

import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// Messages to bytes and back. Source: AMQP 1.0, section 3.2.
final class MessageCodec {
    private static final int DATA = 0x75;
    private static final int FOOTER = 0x78;
    private static final int HEADER = 0x70;

    private MessageCodec() {}

    /// Reads a whole message.
    static AmqpContent decode(byte[] bytes, AmqpLimits limits) {
        try {
            scan(ByteBuffer.wrap(bytes), limits);
            Message message = Message.Factory.create();
            message.decode(bytes, 0, bytes.length);
            return new AmqpMessage(
                    correlationId(message.getCorrelationId()),
                    properties(message.getApplicationProperties()),
                    body(message.getBody()));
        } catch (AmqpViolation e) {
            return new AmqpContent.Unreadable(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // The decoder throws what it likes: its own exceptions, casts, null pointers.
            return new AmqpContent.Unreadable("no message: " + e.getClass().getSimpleName());
        }
    }

    /// Sections only, in their order, and one body at most: the decoder ignores what comes after
    /// the first.
    private static void scan(ByteBuffer bytes, AmqpLimits limits) throws AmqpViolation {
        int at = 0;
        int last = HEADER - 1;
        boolean hasBody = false;
        while (at < bytes.limit()) {
            int end = EncodingScan.end(bytes, at, limits);
            int section = section(bytes, at);
            boolean isBody = section >= DATA && section < FOOTER;
            if (section <= last || (isBody && hasBody)) {
                throw new AmqpViolation(AmqpViolation.DECODING, "sections out of order");
            }
            hasBody |= isBody;
            last = section;
            at = end;
        }
        if (at == 0) {
            throw new AmqpViolation(AmqpViolation.DECODING, "an empty message");
        }
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
            throw new AmqpViolation(AmqpViolation.DECODING, "not a section of a message");
        }
        return code;
    }

    private static @Nullable CorrelationId correlationId(@Nullable Object value) {
        return switch (value) {
            case String text -> new CorrelationId.Text(text);
            case UUID uuid -> new CorrelationId.Uuid(uuid);
            case Binary binary -> new CorrelationId.Bytes(bytes(binary));
            case UnsignedLong number -> new CorrelationId.Ulong(number.longValue());
            case null, default -> null;
        };
    }

    private static Map<String, Object> properties(@Nullable ApplicationProperties section) {
        var properties = new HashMap<String, Object>();
        if (section != null && section.getValue() != null) {
            section.getValue()
                    .forEach(
                            (name, value) -> {
                                switch (value) {
                                    case Symbol symbol -> properties.put(name, symbol.toString());
                                    case String _, Integer _, Long _, Boolean _ ->
                                            properties.put(name, value);
                                    case null, default -> {
                                        // Nobody here reads other types.
                                    }
                                }
                            });
        }
        return properties;
    }

    private static ByteString body(@Nullable Section body) {
        return switch (body) {
            case Data data when data.getValue() != null -> bytes(data.getValue());
            case AmqpValue value when value.getValue() instanceof String text ->
                    ByteString.of(text.getBytes(StandardCharsets.UTF_8));
            case AmqpValue value when value.getValue() instanceof Binary binary -> bytes(binary);
            case null, default -> ByteString.EMPTY;
        };
    }

    private static ByteString bytes(Binary binary) {
        var bytes = new byte[binary.getLength()];
        binary.asByteBuffer().get(bytes);
        return ByteString.of(bytes);
    }

    /// Writes a message with one data section.
    static byte[] encode(AmqpMessage message) {
        Message encoded = Message.Factory.create();
        Object correlationId = encoded(message.correlationId());
        if (correlationId != null) {
            encoded.setCorrelationId(correlationId);
        }
        if (!message.properties().isEmpty()) {
            encoded.setApplicationProperties(
                    new ApplicationProperties(new TreeMap<>(message.properties())));
        }
        encoded.setBody(new Data(new Binary(message.body().toByteArray())));
        return encode(encoded, 512 + 2 * message.body().length());
    }

    /// How much room it takes is known only once it has been written.
    private static byte[] encode(Message message, int room) {
        var bytes = new byte[room];
        try {
            return Arrays.copyOf(bytes, message.encode(bytes, 0, room));
        } catch (BufferOverflowException | IndexOutOfBoundsException _) {
            return encode(message, 2 * room);
        }
    }

    private static @Nullable Object encoded(@Nullable CorrelationId id) {
        return switch (id) {
            case CorrelationId.Text(String text) -> text;
            case CorrelationId.Uuid(UUID uuid) -> uuid;
            case CorrelationId.Bytes(ByteString bytes) -> new Binary(bytes.toByteArray());
            case CorrelationId.Ulong(long number) -> UnsignedLong.valueOf(number);
            case null -> null;
        };
    }
}
