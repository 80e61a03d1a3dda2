package berth.net.amqp;

import berth.core.id.ByteString;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// A message, as far as anybody here wants to know: no header, no delivery annotations, no footer.
///
/// Values are of simple types: `Boolean`, `Byte`, `Short`, `Integer`, `Long`, [Unsigned], `Float`,
/// `Double`, `Character`, `Instant`, `UUID`, [ByteString], and `String` for texts and symbols. What
/// is null or of another type is left out when read.
///
/// @param annotations of the message
/// @param application the application properties
public record AmqpMessage(
        AmqpProperties properties,
        Map<String, Object> annotations,
        Map<String, Object> application,
        AmqpBody body)
        implements AmqpContent {
    public AmqpMessage {
        annotations = Map.copyOf(annotations);
        application = Map.copyOf(application);
    }

    /// An answer with application properties and one data section.
    ///
    /// @param to what the request said of itself; null if nothing
    public static AmqpMessage answer(
            @Nullable CorrelationId to, Map<String, Object> application, ByteString data) {
        return new AmqpMessage(
                AmqpProperties.answering(to), Map.of(), application, AmqpBody.of(data));
    }
}
