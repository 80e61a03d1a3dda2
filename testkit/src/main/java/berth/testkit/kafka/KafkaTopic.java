package berth.testkit.kafka;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/// A topic of a [TestKafka], read as a consumer would.
public final class KafkaTopic {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestKafka broker;
    private final String name;

    private KafkaTopic(TestKafka broker, String name) {
        this.broker = broker;
        this.name = name;
    }

    /// @param settings of the topic, as `retention.ms`
    public static KafkaTopic create(
            TestKafka broker, String name, int partitions, Map<String, String> settings) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
            admin.createTopics(List.of(topic.configs(settings))).all().get();
            return new KafkaTopic(broker, name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("no topic " + name + ":\n" + broker.logged(), e);
        }
    }

    public static KafkaTopic create(TestKafka broker, String name, int partitions) {
        return create(broker, name, partitions, Map.of());
    }

    public String name() {
        return name;
    }

    /// All records there are now, each partition in its order.
    public List<ConsumerRecord<byte[], byte[]>> records() {
        var settings =
                Map.<String, Object>of(
                        "bootstrap.servers", broker.bootstrapServers(), "check.crcs", "true");
        try (var consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions =
                    consumer.partitionsFor(name, PATIENCE).stream()
                            .map(info -> new TopicPartition(name, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return readTo(consumer.endOffsets(partitions, PATIENCE), consumer);
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> readTo(
            Map<TopicPartition, Long> ends, KafkaConsumer<byte[], byte[]> consumer) {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        long start = System.nanoTime();
        while (!ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue())) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        "%s was not read to its end %s:%n%s"
                                .formatted(name, ends, broker.logged()));
            }
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        return records;
    }
}
