package berth.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.SystemProperty;
import berth.core.hub.message.TelemetrySink.Sent;
import berth.core.id.ByteString;
import berth.testkit.kafka.KafkaTopic;
import berth.testkit.kafka.TestKafka;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Against a real broker.
class KafkaTelemetrySinkIT {
    private static TestKafka broker;

    @BeforeAll
    static void start() {
        broker = TestKafka.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aMessageArrivesWholeWithItsDeviceAsKey() {
        var topic = KafkaTopic.create(broker, "whole", 3);
        var message =
                new DeviceMessage(
                        Map.of(SystemProperty.CONTENT_TYPE, "application/octet-stream"),
                        Map.of("farbe", "grün", "leer", ""),
                        ByteString.of((byte) 0, (byte) 0xff, (byte) 0x80));
        var sent = Telemetry.record(5, message);
        try (var sink = sink(topic.name(), Map.of())) {
            assertThat(sink.send(Telemetry.HUB, List.of(sent))).isEqualTo(new Sent.All());
        }

        var found = topic.records();

        assertThat(found).hasSize(1);
        var record = found.getFirst();
        assertThat(record.key()).asString().isEqualTo("device-5");
        assertThat(record.value()).containsExactly(0, 0xff, 0x80);
        assertThat(record.timestamp()).isEqualTo(sent.enqueuedAt().toEpochMilli());
        assertThat(Telemetry.headers(record))
                .containsEntry("iothub-content-type", "application/octet-stream")
                .containsEntry("iothub-connection-device-id", "device-5")
                .containsEntry("iothub-hub-name", "hub-1.test")
                .containsEntry("iothub-sequence-number", "5")
                .containsEntry("iothub-app-farbe", "grün")
                .containsEntry("iothub-app-leer", "");
    }

    /// In a compacted topic a record without a value would delete its key.
    @Test
    void anEmptyBodyIsEmptyAndNotNothing() {
        var topic = KafkaTopic.create(broker, "empty", 1);
        try (var sink = sink(topic.name(), Map.of())) {
            sink.send(Telemetry.HUB, List.of(Telemetry.record(1, Telemetry.message(""))));
        }

        assertThat(topic.records()).singleElement().satisfies(r -> assertThat(r.value()).isEmpty());
    }

    @Test
    void manyMessagesArriveOnceAndEachDevicesInOrder() {
        var topic = KafkaTopic.create(broker, "many", 5);
        try (var sink = sink(topic.name(), Map.of("compression.type", "lz4"))) {
            for (int first = 1; first < 5_000; first += 500) {
                assertThat(sink.send(Telemetry.HUB, Telemetry.records(first, first + 499)))
                        .isEqualTo(new Sent.All());
            }
        }

        assertThat(Reckoning.of(topic.records(), 5_000)).isEqualTo(new Reckoning(5_000, 0));
    }

    @Test
    void aTopicThatIsNotThereIsAFailureAndIsFoundOnceItIs() {
        try (var sink = sink("later", Map.of("max.block.ms", "500"))) {
            assertThat(sink.send(Telemetry.HUB, Telemetry.records(1, 2)))
                    .isInstanceOfSatisfying(
                            Sent.Failed.class,
                            failed -> assertThat(failed.reason()).contains("later"));

            var topic = KafkaTopic.create(broker, "later", 1);
            Sent sent;
            int tries = 0;
            do {
                sent = sink.send(Telemetry.HUB, Telemetry.records(1, 2));
            } while (!(sent instanceof Sent.All) && ++tries < 100);

            assertThat(Reckoning.of(topic.records(), 2).repeated()).isZero();
        }
    }

    @Test
    void aMessageLargerThanTheTopicTakesIsNamed() {
        var topic = KafkaTopic.create(broker, "small", 1, Map.of("max.message.bytes", "2000"));
        var large = Telemetry.record(2, Telemetry.message("x".repeat(10_000)));
        try (var sink = sink(topic.name(), Map.of())) {
            var sent =
                    sink.send(
                            Telemetry.HUB,
                            List.of(Telemetry.record(1), large, Telemetry.record(3)));

            assertThat(sent)
                    .isInstanceOfSatisfying(
                            Sent.Poisoned.class,
                            poisoned -> assertThat(poisoned.sequence()).isEqualTo(2));
            assertThat(sink.send(Telemetry.HUB, List.of(Telemetry.record(1), Telemetry.record(3))))
                    .isEqualTo(new Sent.All());
        }

        assertThat(Reckoning.copies(topic.records())).containsKeys(1L, 3L).doesNotContainKey(2L);
    }

    @Test
    void aMessageLargerThanTheClientSendsIsNamed() {
        var topic = KafkaTopic.create(broker, "small-client", 1);
        var large = Telemetry.record(2, Telemetry.message("x".repeat(10_000)));
        try (var sink = sink(topic.name(), Map.of("max.request.size", "5000"))) {
            assertThat(sink.send(Telemetry.HUB, List.of(Telemetry.record(1), large)))
                    .isInstanceOfSatisfying(
                            Sent.Poisoned.class,
                            poisoned -> assertThat(poisoned.sequence()).isEqualTo(2));
        }
    }

    private static KafkaTelemetrySink sink(String topic, Map<String, String> more) {
        return sink(broker, topic, more);
    }

    static KafkaTelemetrySink sink(TestKafka broker, String topic, Map<String, String> more) {
        var given = new HashMap<>(Map.of("bootstrap.servers", broker.bootstrapServers()));
        given.putAll(more);
        return new KafkaTelemetrySink(KafkaSettings.of(given), new TopicName(topic));
    }
}
