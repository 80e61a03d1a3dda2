package berth.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubClient;
import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.EventTarget.Told;
import berth.core.hub.event.HubEvent;
import berth.core.id.DeviceId;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.testkit.kafka.KafkaTopic;
import berth.testkit.kafka.TestKafka;
import berth.wire.json.CloudEventJson;
import berth.wire.json.JsonText;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/// Against a real broker.
class KafkaEventTargetIT {
    private static final Instant AT = Instant.parse("2026-11-21T12:00:00Z");
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
    void anEventIsAStructuredCloudEventWithItsDeviceAsKey() {
        var topic = KafkaTopic.create(broker, "events", 4);
        var events = LongStream.rangeClosed(1, 50).mapToObj(KafkaEventTargetIT::event).toList();
        try (var target = target()) {
            assertThat(target.tell(into("events"), events)).isEqualTo(new Told.Taken());
        }

        var found = topic.records();

        assertThat(found)
                .hasSize(50)
                .allSatisfy(
                        record -> {
                            assertThat(Telemetry.headers(record))
                                    .containsOnly(
                                            Map.entry(
                                                    "content-type",
                                                    "application/cloudevents+json;"
                                                            + " charset=UTF-8"));
                            assertThat(record.timestamp()).isEqualTo(AT.toEpochMilli());
                        });
        for (var device : List.of("device-0", "device-1", "device-2")) {
            assertThat(found)
                    .filteredOn(record -> text(record.key()).equals(device))
                    .extracting(record -> text(record.value()))
                    .containsExactlyElementsOf(
                            events.stream()
                                    .filter(event -> event.client().text().equals(device))
                                    .map(event -> JsonText.text(CloudEventJson.write(event)))
                                    .toList());
        }
    }

    @Test
    void anEventTheTopicNeverTakesIsNamed() {
        KafkaTopic.create(broker, "narrow", 1, Map.of("max.message.bytes", "100"));
        try (var target = target()) {
            assertThat(target.tell(into("narrow"), List.of(event(7))))
                    .isInstanceOfSatisfying(
                            Told.Never.class, never -> assertThat(never.sequence()).isEqualTo(7));
        }
    }

    @Test
    void aTopicThatCannotBeIsAProblemOfTheSubscriptionAndNotOfTheEvent() {
        try (var target = target()) {
            assertThat(target.tell(into("no/topic"), List.of(event(7))))
                    .isInstanceOfSatisfying(
                            Told.Again.class,
                            again -> assertThat(again.reason()).contains("no/topic"));
        }
    }

    private static EventSubscription into(String topic) {
        return new EventSubscription(
                "to-kafka",
                Set.of(HubEvent.Kind.CONNECTED),
                new EventSubscription.Target.Kafka(topic));
    }

    private static String text(byte... bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static KafkaEventTarget target() {
        return new KafkaEventTarget(
                KafkaSettings.of(Map.of("bootstrap.servers", broker.bootstrapServers())));
    }

    private static HubEvent event(long sequence) {
        return new HubEvent(
                sequence,
                Telemetry.HUB,
                HubClient.device(new DeviceId("device-" + sequence % 3)),
                HubEvent.Kind.CONNECTED,
                AT,
                new JsonObject(Map.of("n", JsonNumber.of(sequence))));
    }
}
