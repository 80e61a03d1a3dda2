package berth.net.amqp;

import berth.core.id.ByteString;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// The section of a message that says what it is; null stands for what it does not say. The rest of
/// that section (subject, groups) nobody here reads. Source: AMQP 1.0, section 3.2.4.
///
/// @param messageId of one of the four types, like `correlationId`
/// @param expiry absolute-expiry-time, to the millisecond
/// @param creation creation-time, to the millisecond
public record AmqpProperties(
        @Nullable CorrelationId messageId,
        @Nullable ByteString userId,
        @Nullable String to,
        @Nullable String replyTo,
        @Nullable CorrelationId correlationId,
        @Nullable String contentType,
        @Nullable String contentEncoding,
        @Nullable Instant expiry,
        @Nullable Instant creation) {
    public static final AmqpProperties NONE =
            new AmqpProperties(null, null, null, null, null, null, null, null, null);

    /// Those of an answer; null for none.
    public static AmqpProperties answering(@Nullable CorrelationId id) {
        return new AmqpProperties(null, null, null, null, id, null, null, null, null);
    }
}
