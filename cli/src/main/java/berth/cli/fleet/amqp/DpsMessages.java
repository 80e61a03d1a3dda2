package berth.cli.fleet.amqp;

import berth.cli.fleet.DeviceReply;
import berth.core.id.ByteString;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.codec.DecodeException;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.BufferOverflowException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// The bare messages of the device contract, from the client's side.
///
/// Source: dps-device-protocol, section 3.5.
final class DpsMessages {
    static final String REGISTER = "iotdps-register";
    static final String POLL = "iotdps-get-operationstatus";

    private static final String OPERATION_TYPE = "iotdps-operation-type";
    private static final String OPERATION_ID = "iotdps-operation-id";
    private static final String RETRY_AFTER = "retry-after";
    private static final int FIRST_ROOM = 1024;

    private DpsMessages() {}

    /// The content of a request.
    sealed interface Body {
        record None() implements Body {}

        record Value(String text) implements Body {}

        /// One data section, perhaps an empty one.
        record Json(String text) implements Body {}
    }

    /// @param correlationId or null for none
    static ByteString register(@Nullable String correlationId, Body body) {
        return encoded(Map.of(OPERATION_TYPE, REGISTER), correlationId, body);
    }

    static ByteString poll(String operationId, @Nullable String correlationId, Body body) {
        var properties = new LinkedHashMap<String, Object>();
        properties.put(OPERATION_TYPE, POLL);
        properties.put(OPERATION_ID, operationId);
        return encoded(properties, correlationId, body);
    }

    private static ByteString encoded(
            Map<String, Object> properties, @Nullable String correlationId, Body body) {
        var message = Proton.message();
        message.setApplicationProperties(new ApplicationProperties(properties));
        if (correlationId != null) {
            message.setCorrelationId(correlationId);
        }
        switch (body) {
            case Body.None() -> {}
            case Body.Value(var text) -> message.setBody(new AmqpValue(text));
            case Body.Json(var text) ->
                    message.setBody(new Data(new Binary(text.getBytes(StandardCharsets.UTF_8))));
        }
        return bytes(message);
    }

    static ByteString bytes(Message message) {
        var buffer = new byte[FIRST_ROOM];
        while (true) {
            try {
                return ByteString.of(
                        Arrays.copyOf(buffer, message.encode(buffer, 0, buffer.length)));
            } catch (BufferOverflowException _) {
                buffer = new byte[buffer.length * 2]; // Proton cannot say beforehand
            }
        }
    }

    /// Reads an answer.
    ///
    /// @param correlationId of the request, which the answer has to bear
    /// @throws IOException when it is no answer to this request
    static DeviceReply answer(ByteString bytes, @Nullable String correlationId) throws IOException {
        var message = decoded(bytes);
        if (!(message.getBody() instanceof Data section)) {
            throw new IOException("an answer that is not one data section");
        }
        var correlated = message.getCorrelationId();
        if (correlationId != null && !correlationId.equals(correlated)) {
            throw new IOException(
                    "an answer to %s instead of %s".formatted(correlated, correlationId));
        }
        var retryAfter = property(message, RETRY_AFTER);
        var data = section.getValue();
        return new DeviceReply(
                "AMQP",
                200,
                retryAfter == null ? null : retryAfter.toString(),
                new String(
                        data.getArray(),
                        data.getArrayOffset(),
                        data.getLength(),
                        StandardCharsets.UTF_8));
    }

    static Message decoded(ByteString bytes) throws IOException {
        var message = Proton.message();
        try {
            message.decode(bytes.toByteArray(), 0, bytes.length());
        } catch (DecodeException | IllegalArgumentException e) {
            throw new IOException("a message that cannot be read: " + e.getMessage(), e);
        }
        return message;
    }

    private static @Nullable Object property(Message message, String name) {
        var properties = message.getApplicationProperties();
        return properties == null ? null : properties.getValue().get(name);
    }
}
