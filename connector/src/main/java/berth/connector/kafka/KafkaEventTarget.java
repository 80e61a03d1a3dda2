package berth.connector.kafka;

import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.EventTarget;
import berth.core.hub.event.HubEvent;
import berth.wire.json.CloudEventJson;
import berth.wire.json.JsonText;

import org.apache.kafka.clients.producer.ProducerRecord;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Events as CloudEvents in structured mode, into the topic that the subscription names: the value
/// is the whole event, the only header its content type, the key the device ID, so that all of a
/// device is in order.
///
/// At least once, as [KafkaTelemetrySink]. Whoever made it closes it after the last delivery.
///
/// Source: CloudEvents, "Kafka Protocol Binding" 1.0.2, section 3.3.
public final class KafkaEventTarget implements EventTarget, AutoCloseable {
    private static final int BATCH_MAX = 100;
    private static final Map<String, String> HEADERS =
            Map.of("content-type", CloudEventJson.CONTENT_TYPE + "; charset=UTF-8");

    private final AcknowledgedProducer producer;

    /// Opens no connection yet.
    public KafkaEventTarget(KafkaSettings settings) {
        this.producer = settings.producer("events");
    }

    @Override
    public int batchMax() {
        return BATCH_MAX;
    }

    @Override
    public Told tell(EventSubscription subscription, List<HubEvent> events) {
        if (!(subscription.target() instanceof EventSubscription.Target.Kafka(var topic))) {
            throw new IllegalArgumentException(subscription.name() + " does not go to Kafka");
        }
        return TopicName.isOne(topic)
                ? tell(new TopicName(topic), events)
                : Told.Again.soon("Kafka has no such topics: " + topic);
    }

    private Told tell(TopicName topic, List<HubEvent> events) {
        var records = events.stream().map(event -> kafkaRecord(topic, event)).toList();
        return switch (producer.send(records)) {
            case Delivery.All() -> new Told.Taken();
            case Delivery.Failed(var reason) -> Told.Again.soon(reason);
            case Delivery.Poisoned(var index, var reason) ->
                    new Told.Never(events.get(index).sequence(), reason);
        };
    }

    private static ProducerRecord<byte[], byte[]> kafkaRecord(TopicName topic, HubEvent event) {
        return new ProducerRecord<>(
                topic.value(),
                null,
                event.at().toEpochMilli(),
                event.client().deviceId().value().getBytes(StandardCharsets.UTF_8),
                JsonText.bytes(CloudEventJson.write(event)).toByteArray(),
                KafkaHeaders.headers(HEADERS));
    }

    @Override
    public void close() {
        producer.close();
    }
}
