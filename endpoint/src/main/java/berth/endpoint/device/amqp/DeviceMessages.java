package berth.endpoint.device.amqp;

import berth.core.id.ByteString;
import berth.endpoint.device.DeviceAnswer;
import berth.net.amqp.AmqpError;
import berth.net.amqp.AmqpMessage;
import berth.wire.json.JsonText;

import java.util.HashMap;
import java.util.Map;

/// Requests out of messages, answers into messages and errors.
///
/// Source: dps-device-protocol, sections 3.5 and 3.6.
final class DeviceMessages {
    /// What a message asks for.
    sealed interface Request {
        record Register(ByteString body) implements Request {}

        /// @param operationId empty if the message names none
        record Poll(String operationId) implements Request {}

        record Lookup() implements Request {}

        record Unknown() implements Request {}
    }

    private static final String TYPE = "iotdps-operation-type";
    private static final String OPERATION_ID = "iotdps-operation-id";
    private static final String STATUS = "iotdps-status";

    /// Stock clients disagree about the spelling, so it is always there twice.
    private static final String RETRY_AFTER = "retry-after";

    private static final String RETRY_AFTER_CAPITALIZED = "Retry-After";

    private DeviceMessages() {}

    static Request request(AmqpMessage message) {
        var properties = message.application();
        return switch (properties.getOrDefault(TYPE, "")) {
            case String type when type.equals("iotdps-register") ->
                    new Request.Register(message.body().bytes());
            case String type when type.equals("iotdps-get-operationstatus") ->
                    new Request.Poll(properties.get(OPERATION_ID) instanceof String id ? id : "");
            case String type when type.equals("iotdps-get-registration") -> new Request.Lookup();
            default -> new Request.Unknown();
        };
    }

    /// @param request whose correlation ID the answer carries
    static AmqpMessage answer(DeviceAnswer answer, AmqpMessage request) {
        var properties = new HashMap<String, Object>(retryAfter(answer));
        properties.put(STATUS, answer.status());
        return AmqpMessage.answer(
                request.properties().correlationId(),
                properties,
                JsonText.bytes(answer.document()));
    }

    /// The document is the description: one stock client parses it.
    static AmqpError error(DeviceAnswer refusal) {
        return new AmqpError(
                condition(refusal.status()),
                JsonText.text(refusal.document()),
                retryAfter(refusal));
    }

    private static Map<String, Object> retryAfter(DeviceAnswer answer) {
        var delay = answer.retryAfter();
        if (delay == null) {
            return Map.of();
        }
        int seconds = Math.toIntExact(delay.toSeconds());
        return Map.of(RETRY_AFTER, seconds, RETRY_AFTER_CAPITALIZED, seconds);
    }

    /// One stock client repeats a request only for two of these.
    static String condition(int status) {
        return switch (status) {
            case 401 -> "amqp:unauthorized-access";
            case 403 -> "amqp:resource-limit-exceeded";
            case 404 -> "amqp:not-found";
            case 405, 409, 412 -> "amqp:not-allowed";
            case 413 -> "amqp:link:message-size-exceeded";
            case 429 -> "com.microsoft:device-container-throttled";
            case 504 -> "com.microsoft:timeout";
            default -> status < 500 ? "com.microsoft:argument-error" : "amqp:internal-error";
        };
    }
}
