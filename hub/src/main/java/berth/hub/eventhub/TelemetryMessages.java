package berth.hub.eventhub;

import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.SystemProperty;
import berth.core.hub.message.TelemetryRecord;
import berth.core.id.ByteString;
import berth.net.amqp.AmqpBody;
import berth.net.amqp.AmqpMessage;
import berth.net.amqp.AmqpProperties;
import berth.net.amqp.CorrelationId;
import berth.wire.json.BadDocument;
import berth.wire.json.Timestamps;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// A record of the telemetry log as a consumer of an event hub reads it. Source: iot-hub-protocol,
/// section 6.3.
final class TelemetryMessages {
    /// Those that AMQP has a place of its own for.
    private static final Set<String> PROPERTIES =
            Set.of(
                    SystemProperty.MESSAGE_ID,
                    SystemProperty.CORRELATION_ID,
                    SystemProperty.USER_ID,
                    SystemProperty.TO,
                    SystemProperty.CONTENT_TYPE,
                    SystemProperty.CONTENT_ENCODING);

    private TelemetryMessages() {}

    static AmqpMessage write(TelemetryRecord record) {
        var message = record.message();
        return new AmqpMessage(
                properties(message),
                annotations(record),
                Map.copyOf(message.application()),
                AmqpBody.of(message.body()));
    }

    private static AmqpProperties properties(DeviceMessage message) {
        return new AmqpProperties(
                id(message, SystemProperty.MESSAGE_ID),
                message.system(SystemProperty.USER_ID)
                        .map(user -> ByteString.of(user.getBytes(StandardCharsets.UTF_8)))
                        .orElse(null),
                message.system(SystemProperty.TO).orElse(null),
                null,
                id(message, SystemProperty.CORRELATION_ID),
                message.system(SystemProperty.CONTENT_TYPE).orElse(null),
                message.system(SystemProperty.CONTENT_ENCODING).orElse(null),
                time(message, SystemProperty.EXPIRY),
                null);
    }

    private static @Nullable CorrelationId id(DeviceMessage message, String name) {
        return message.system(name).<CorrelationId>map(CorrelationId.Text::new).orElse(null);
    }

    /// Null where the device wrote something else.
    private static @Nullable Instant time(DeviceMessage message, String name) {
        var text = message.system(name);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Timestamps.parse(text.get());
        } catch (BadDocument _) {
            // It stays readable among the annotations.
            return null;
        }
    }

    private static Map<String, Object> annotations(TelemetryRecord record) {
        var annotations = new HashMap<String, Object>();
        record.message()
                .system()
                .forEach(
                        (name, value) -> {
                            if (!PROPERTIES.contains(name)) {
                                annotations.put(name, value);
                            }
                        });
        annotations.put("x-opt-sequence-number", record.sequence());
        annotations.put("x-opt-offset", Long.toString(record.sequence()));
        annotations.put("x-opt-enqueued-time", record.enqueuedAt());
        annotations.put("x-opt-partition-key", record.client().deviceId().value());
        annotations.put(SystemProperty.ENQUEUED_TIME, record.enqueuedAt());
        return annotations;
    }
}
