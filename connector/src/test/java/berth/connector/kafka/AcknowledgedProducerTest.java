package berth.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import berth.connector.Eventually;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Over the producer that Kafka's client brings along for tests.
@Timeout(60)
class AcknowledgedProducerTest {
    private final List<MockProducer<byte[], byte[]>> made = new CopyOnWriteArrayList<>();
    private final AcknowledgedProducer producer = over(this::next);

    @Test
    void theAnswerComesWhenAllAreAcknowledged() throws Exception {
        var answer = inBackground(() -> producer.send(records(3)));
        Eventually.holds(() -> made.size() == 1 && made.getFirst().history().size() == 3);

        made.getFirst().completeNext();
        made.getFirst().completeNext();
        assertThat(answer.isDone()).isFalse();
        made.getFirst().completeNext();

        assertThat(answer.get()).isEqualTo(new Delivery.All());
    }

    @Test
    void noRecordsNeedNoCluster() {
        assertThat(producer.send(List.of())).isEqualTo(new Delivery.All());
        assertThat(made).isEmpty();
    }

    @Test
    void theFirstFailureEndsTheProducerBeforeItSendsMore() throws Exception {
        failOnce();
    }

    private void failOnce() throws Exception {
        var answer = inBackground(() -> producer.send(records(2)));
        Eventually.holds(() -> made.size() == 1 && made.getFirst().history().size() == 2);

        made.getFirst().errorNext(new TimeoutException("too late"));
        assertThat(made.getFirst().closed()).isTrue();
        made.getFirst().errorNext(new KafkaException("aborted"));

        assertThat(answer.get()).isEqualTo(new Delivery.Failed("TimeoutException: too late"));
    }

    @Test
    void afterAFailureThereIsANewProducer() throws Exception {
        failOnce();

        var answer = inBackground(() -> producer.send(records(1)));
        Eventually.holds(() -> made.size() == 2 && made.getLast().history().size() == 1);
        made.getLast().completeNext();

        assertThat(answer.get()).isEqualTo(new Delivery.All());
    }

    @Test
    void theRecordThatIsToBlameIsNamedEvenIfOthersFailedBefore() throws Exception {
        var answer = inBackground(() -> producer.send(records(3)));
        Eventually.holds(() -> made.size() == 1 && made.getFirst().history().size() == 3);

        made.getFirst().errorNext(new KafkaException("part of a batch with invalid records"));
        made.getFirst().errorNext(new InvalidRecordException("no key"));
        made.getFirst().errorNext(new KafkaException("aborted"));

        assertThat(answer.get())
                .isEqualTo(new Delivery.Poisoned(1, "InvalidRecordException: no key"));
    }

    @Test
    void anInterruptedCallIsNotTakenForASuccess() throws Exception {
        var thread = new AtomicReference<Thread>();
        var answer =
                inBackground(
                        () -> {
                            thread.set(Thread.currentThread());
                            return producer.send(records(1));
                        });
        Eventually.holds(() -> made.size() == 1 && made.getFirst().history().size() == 1);

        thread.get().interrupt();

        assertThat(answer.get()).isEqualTo(new Delivery.Failed("interrupted"));
        assertThat(made.getFirst().closed()).isTrue();
    }

    @Test
    void aProducerThatCannotBeMadeIsAFailureWithoutSecrets() {
        var redaction =
                KafkaSettingsTest.plain(Map.of("ssl.key.password", "tops3cret")).redaction();
        var broken =
                new AcknowledgedProducer(
                        () -> {
                            throw new KafkaException(
                                    "no producer", new KafkaException("bad key tops3cret"));
                        },
                        redaction,
                        1_000);

        assertThat(broken.send(records(1)))
                .isEqualTo(
                        new Delivery.Failed(
                                "KafkaException: no producer; KafkaException: bad key ***"));
    }

    @Test
    void nothingIsSentAfterTheEnd() {
        producer.close();

        assertThat(producer.send(records(1))).isEqualTo(new Delivery.Failed("closed"));
        assertThat(made).isEmpty();
    }

    private AcknowledgedProducer over(Supplier<Producer<byte[], byte[]>> maker) {
        return new AcknowledgedProducer(
                maker, KafkaSettingsTest.plain(Map.of()).redaction(), 30_000);
    }

    private Producer<byte[], byte[]> next() {
        var next =
                new MockProducer<>(
                        false, null, new ByteArraySerializer(), new ByteArraySerializer());
        made.add(next);
        return next;
    }

    private static List<ProducerRecord<byte[], byte[]>> records(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new ProducerRecord<>("topic", new byte[] {(byte) i}, new byte[1]))
                .toList();
    }

    private static <A> Future<A> inBackground(Callable<A> work) {
        var task = new FutureTask<>(work);
        Thread.ofVirtual().start(task);
        return task;
    }
}
