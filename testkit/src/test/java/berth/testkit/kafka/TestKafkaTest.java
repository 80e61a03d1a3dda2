package berth.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Map;

class TestKafkaTest {
    @Test
    void whatWasAcknowledgedIsThereAfterItWasKilled() throws Exception {
        try (var broker = TestKafka.start()) {
            var topic = KafkaTopic.create(broker, "lasting", 2);
            try (var producer =
                    new KafkaProducer<>(
                            Map.of("bootstrap.servers", broker.bootstrapServers()),
                            new ByteArraySerializer(),
                            new ByteArraySerializer())) {
                producer.send(new ProducerRecord<>("lasting", bytes("key"), bytes("value"))).get();
            }

            broker.kill();
            broker.restart();

            assertThat(topic.records())
                    .singleElement()
                    .satisfies(
                            record -> {
                                assertThat(record.key()).isEqualTo(bytes("key"));
                                assertThat(record.value()).isEqualTo(bytes("value"));
                            });
        }
    }

    @Test
    void aBrokerThatCannotStartSaysWhy() {
        assertThatThrownBy(() -> TestKafka.start(Map.of("num.io.threads", "none")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("num.io.threads");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
