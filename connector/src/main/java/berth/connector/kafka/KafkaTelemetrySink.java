package berth.connector.kafka;

import berth.core.hub.message.TelemetryRecord;
import berth.core.hub.message.TelemetrySink;
import berth.core.id.HubHostName;

import org.apache.kafka.clients.producer.ProducerRecord;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Telemetry of any number of hubs into one topic. The key is the device ID, so that all of a
/// device is in one partition and in its order, as long as the number of partitions stays; the
/// value is the body, byte for byte; the headers are [KafkaHeaders].
///
/// Every record is there at least once when [#send] says so; see [AcknowledgedProducer] for what a
/// repetition may look like. Callable from any thread.
public final class KafkaTelemetrySink implements TelemetrySink {
    private final TopicName topic;
    private final AcknowledgedProducer producer;

    /// Opens no connection yet.
    public KafkaTelemetrySink(KafkaSettings settings, TopicName topic) {
        this.topic = topic;
        this.producer = settings.producer("telemetry");
    }

    @Override
    public Sent send(HubHostName hub, List<TelemetryRecord> records) {
        var delivery = producer.send(records.stream().map(one -> kafkaRecord(hub, one)).toList());
        return switch (delivery) {
            case Delivery.All() -> new Sent.All();
            case Delivery.Failed(var reason) -> new Sent.Failed(reason);
            case Delivery.Poisoned(var index, var reason) ->
                    new Sent.Poisoned(records.get(index).sequence(), reason);
        };
    }

    private ProducerRecord<byte[], byte[]> kafkaRecord(HubHostName hub, TelemetryRecord record) {
        return new ProducerRecord<>(
                topic.value(),
                null,
                record.enqueuedAt().toEpochMilli(),
                record.client().deviceId().value().getBytes(StandardCharsets.UTF_8),
                record.message().body().toByteArray(),
                KafkaHeaders.of(hub, record));
    }

    @Override
    public void close() {
        producer.close();
    }
}
