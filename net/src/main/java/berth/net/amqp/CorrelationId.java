package berth.net.amqp;

import berth.core.id.ByteString;

import java.util.UUID;

/// What names a message, and ties an answer to its request, in one of the four types AMQP allows;
/// an answer carries it in the type of the request. Source: AMQP 1.0, section 3.2.4.
public sealed interface CorrelationId {
    record Text(String value) implements CorrelationId {}

    record Uuid(UUID value) implements CorrelationId {}

    record Bytes(ByteString value) implements CorrelationId {}

    /// 64 bits without a sign.
    record Ulong(long value) implements CorrelationId {}

    /// As people read it; bytes in hex.
    default String text() {
        return switch (this) {
            case Text(var value) -> value;
            case Uuid(var value) -> value.toString();
            case Bytes(var value) -> value.hex();
            case Ulong(var value) -> Long.toUnsignedString(value);
        };
    }
}
