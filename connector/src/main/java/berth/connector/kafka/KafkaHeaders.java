package berth.connector.kafka;

import berth.core.hub.message.SystemProperty;
import berth.core.hub.message.TelemetryRecord;
import berth.core.id.HubHostName;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What stands beside a message's body in Kafka.
///
/// System properties have the names of Azure's routed messages: `iothub-content-type` and so on;
/// application properties have `iothub-app-` before theirs, as over HTTPS, so that no device can
/// pass one of its own off as the hub's. Ours are `iothub-hub-name` and `iothub-sequence-number`,
/// which together tell a repetition.
///
/// Source: iot-hub-protocol, sections 5 and 7.2.
final class KafkaHeaders {
    static final String HUB_NAME = "iothub-hub-name";
    static final String SEQUENCE_NUMBER = "iothub-sequence-number";
    static final String APPLICATION_PREFIX = "iothub-app-";
    private static final String SYSTEM_PREFIX = "iothub-";

    /// These are called the same everywhere, or begin with the prefix already.
    private static final Set<String> AS_THEY_ARE =
            Set.of(SystemProperty.DIAGNOSTIC_ID, SystemProperty.CORRELATION_CONTEXT);

    private KafkaHeaders() {}

    static Headers of(HubHostName hub, TelemetryRecord record) {
        var named = new LinkedHashMap<String, String>();
        record.message().system().forEach((name, value) -> named.put(systemName(name), value));
        // Whatever the message says: this is what we know.
        named.put(SystemProperty.DEVICE_ID, record.client().deviceId().value());
        var module = record.client().moduleId();
        if (module != null) {
            named.put(SystemProperty.MODULE_ID, module.value());
        }
        named.putIfAbsent(SystemProperty.ENQUEUED_TIME, record.enqueuedAt().toString());
        named.put(HUB_NAME, hub.value());
        named.put(SEQUENCE_NUMBER, Long.toString(record.sequence()));
        record.message()
                .application()
                .forEach((name, value) -> named.put(APPLICATION_PREFIX + name, value));
        return headers(named);
    }

    static Headers headers(Map<String, String> named) {
        var headers = new RecordHeaders();
        named.forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }

    private static String systemName(String name) {
        boolean whole =
                name.startsWith(SYSTEM_PREFIX)
                        || name.startsWith("dt-")
                        || AS_THEY_ARE.contains(name);
        return whole ? name : SYSTEM_PREFIX + name;
    }
}
