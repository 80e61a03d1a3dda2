package berth.net.amqp;

import berth.core.id.ByteString;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// A message, as far as anybody here wants to know.
///
/// @param properties application properties that are texts, integers or booleans; others are left
///   out
/// @param body the data section, or a text or binary value as bytes; empty if there is neither
public record AmqpMessage(
        @Nullable CorrelationId correlationId, Map<String, Object> properties, ByteString body)
        implements AmqpContent {
    public AmqpMessage {
        properties = Map.copyOf(properties);
    }
}
