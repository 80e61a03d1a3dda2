package berth.hub.amqp;

import berth.core.hub.message.CommandMessage;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.FeedbackRequest;
import berth.core.hub.message.LockedCommand;
import berth.core.hub.message.SystemProperty;
import berth.core.id.ByteString;
import berth.net.amqp.AmqpBody;
import berth.net.amqp.AmqpMessage;
import berth.net.amqp.AmqpProperties;
import berth.net.amqp.CorrelationId;
import berth.net.amqp.Unsigned;
import berth.wire.json.Timestamps;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// Messages of the hub and messages of AMQP. Source: iot-hub-protocol, sections 3.5 and 6.1.
final class MessageMap {
    /// Application properties that are the hub's own.
    private static final Set<String> SYSTEM =
            Set.of(
                    SystemProperty.CREATION_TIME,
                    SystemProperty.OUTPUT_NAME,
                    SystemProperty.MESSAGE_SCHEMA,
                    SystemProperty.DEVICE_ID,
                    SystemProperty.MODULE_ID);

    private static final Set<String> ANNOTATIONS =
            Set.of(
                    SystemProperty.INTERFACE_ID,
                    SystemProperty.SUBJECT,
                    SystemProperty.DIAGNOSTIC_ID,
                    SystemProperty.CORRELATION_CONTEXT);

    private MessageMap() {}

    /// What a device or an application sends. Values that are no texts become such; bytes in
    /// base64.
    static DeviceMessage received(AmqpMessage message) {
        var system = new TreeMap<String, String>();
        var application = new TreeMap<String, String>();
        var properties = message.properties();
        put(system, SystemProperty.MESSAGE_ID, text(properties.messageId()));
        put(system, SystemProperty.CORRELATION_ID, text(properties.correlationId()));
        put(system, SystemProperty.USER_ID, text(properties.userId()));
        put(system, SystemProperty.TO, properties.to());
        put(system, SystemProperty.CONTENT_TYPE, properties.contentType());
        put(system, SystemProperty.CONTENT_ENCODING, properties.contentEncoding());
        put(system, SystemProperty.EXPIRY, text(properties.expiry()));
        message.annotations()
                .forEach(
                        (name, value) -> {
                            if (ANNOTATIONS.contains(name)) {
                                system.put(name, text(value));
                            }
                        });
        message.application()
                .forEach(
                        (name, value) ->
                                (SYSTEM.contains(name) ? system : application)
                                        .put(name, text(value)));
        return new DeviceMessage(system, application, message.body().bytes());
    }

    private static void put(Map<String, String> to, String name, @Nullable String value) {
        if (value != null) {
            to.put(name, value);
        }
    }

    private static @Nullable String text(@Nullable CorrelationId id) {
        return id == null ? null : id.text();
    }

    private static @Nullable String text(@Nullable ByteString utf8) {
        return utf8 == null ? null : new String(utf8.toByteArray(), StandardCharsets.UTF_8);
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : Timestamps.precise(time);
    }

    private static String text(Object value) {
        return switch (value) {
            case Instant time -> Timestamps.precise(time);
            case ByteString bytes -> bytes.base64();
            default -> String.valueOf(value);
        };
    }

    /// What a device is sent.
    static AmqpMessage command(LockedCommand locked) {
        CommandMessage command = locked.command();
        DeviceMessage message = command.message();
        var application = new HashMap<String, Object>(message.application());
        if (command.feedback() != FeedbackRequest.NONE) {
            application.put(SystemProperty.ACK, command.feedback().spelling());
        }
        return new AmqpMessage(
                properties(command), annotations(locked), application, AmqpBody.of(message.body()));
    }

    private static AmqpProperties properties(CommandMessage command) {
        var message = command.message();
        var correlation = message.system().get(SystemProperty.CORRELATION_ID);
        var user = message.system().get(SystemProperty.USER_ID);
        return new AmqpProperties(
                new CorrelationId.Text(
                        message.system(SystemProperty.MESSAGE_ID).orElse("c" + command.sequence())),
                user == null ? null : ByteString.of(user.getBytes(StandardCharsets.UTF_8)),
                command.client().path() + "/messages/devicebound",
                null,
                correlation == null ? null : new CorrelationId.Text(correlation),
                message.system().get(SystemProperty.CONTENT_TYPE),
                message.system().get(SystemProperty.CONTENT_ENCODING),
                message.system(SystemProperty.EXPIRY).isPresent() ? command.expiresAt() : null,
                null);
    }

    private static Map<String, Object> annotations(LockedCommand locked) {
        CommandMessage command = locked.command();
        return Map.of(
                "iothub-enqueuedtime",
                command.enqueuedAt(),
                "iothub-deliverycount",
                Unsigned.ofByte(Math.min(command.deliveryCount(), 255)),
                "x-opt-sequence-number",
                Unsigned.ofLong(command.sequence()),
                "x-opt-lock-token",
                locked.lock());
    }

    /// The UUID that ties a response to a method; null if there is none. One stock client knows
    /// only its text.
    static @Nullable UUID uuid(@Nullable CorrelationId id) {
        return switch (id) {
            case CorrelationId.Uuid(var uuid) -> uuid;
            case CorrelationId.Text(var text) -> {
                try {
                    yield UUID.fromString(text);
                } catch (IllegalArgumentException _) {
                    // Nobody has asked under such a name.
                    yield null;
                }
            }
            case null, default -> null;
        };
    }
}
