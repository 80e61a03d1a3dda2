package berth.connector.kafka;

import berth.core.hub.HubClient;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.SystemProperty;
import berth.core.hub.message.TelemetryRecord;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;

/// Telemetry of a test, and what is seen of it in a topic.
final class Telemetry {
    static final HubHostName HUB = new HubHostName("hub-1.test");
    static final int DEVICES = 7;
    private static final Instant START = Instant.parse("2026-11-21T12:00:00.123Z");

    private Telemetry() {}

    /// Records `first` to `last`, of [#DEVICES] devices in turn.
    static List<TelemetryRecord> records(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(Telemetry::record).toList();
    }

    static TelemetryRecord record(long sequence) {
        return record(sequence, message("body " + sequence));
    }

    static TelemetryRecord record(long sequence, DeviceMessage message) {
        return new TelemetryRecord(
                sequence,
                0,
                HubClient.device(new DeviceId("device-" + sequence % DEVICES)),
                START.plusMillis(sequence),
                message);
    }

    static DeviceMessage message(String body) {
        return new DeviceMessage(
                Map.of(SystemProperty.CONTENT_TYPE, "text/plain"),
                Map.of(),
                ByteString.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        var headers = new LinkedHashMap<String, String>();
        StreamSupport.stream(record.headers().spliterator(), false)
                .forEach(header -> headers.put(header.key(), text(header)));
        return headers;
    }

    private static String text(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    static long sequence(ConsumerRecord<byte[], byte[]> record) {
        return Long.parseLong(headers(record).get(KafkaHeaders.SEQUENCE_NUMBER));
    }
}
