package berth.connector.kafka;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Sends records and answers when all are acknowledged.
///
/// A record is never in the topic before those of the same key that came before it. Kafka's
/// producer keeps that order while it repeats by itself, but once it gives a record up it goes on
/// with the next. So the first failure ends the producer, from within the callback that tells it,
/// which is before its thread sends anything else; the next call makes a new one. What is sent
/// again then may be there twice, with the older copy after a newer one, but never for the first
/// time.
///
/// Called from any thread; blocks.
final class AcknowledgedProducer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AcknowledgedProducer.class);

    /// The client gives its answers in time; this is for a client that does not.
    private static final long SLACK_MILLIS = 15_000;

    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private final Supplier<Producer<byte[], byte[]>> maker;
    private final Redaction redaction;
    private final long patienceMillis;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicReference<@Nullable Producer<byte[], byte[]>> current =
            new AtomicReference<>();
    private boolean closed;

    /// @param maker of a new producer; fails by a [KafkaException]
    AcknowledgedProducer(
            Supplier<Producer<byte[], byte[]>> maker,
            Redaction redaction,
            long deliveryTimeoutMillis) {
        this.maker = maker;
        this.redaction = redaction;
        this.patienceMillis = deliveryTimeoutMillis + SLACK_MILLIS;
    }

    Delivery send(List<ProducerRecord<byte[], byte[]>> records) {
        if (records.isEmpty()) {
            return new Delivery.All();
        }
        try {
            var producer = producer();
            return producer == null ? new Delivery.Failed("closed") : send(records, producer);
        } catch (KafkaException e) {
            return new Delivery.Failed(redaction.apply(Flight.reason(e)));
        }
    }

    private Delivery send(
            List<ProducerRecord<byte[], byte[]>> records, Producer<byte[], byte[]> producer) {
        var flight = new Flight(records.size(), () -> giveUp(producer));
        for (int i = 0; i < records.size(); i++) {
            if (flight.hasFailed()) {
                flight.notSent();
            } else {
                take(i, records.get(i), producer, flight);
            }
        }
        try {
            // Even after a failure: the reason that counts may come with a later record.
            if (!flight.await(patienceMillis)) {
                giveUp(producer);
            }
        } catch (InterruptedException _) {
            giveUp(producer);
            Thread.currentThread().interrupt();
            return new Delivery.Failed("interrupted");
        }
        return flight.delivery(redaction);
    }

    private static void take(
            int index,
            ProducerRecord<byte[], byte[]> record,
            Producer<byte[], byte[]> producer,
            Flight flight) {
        try {
            // The callback is told of everything, and sooner.
            var _ = producer.send(record, (_, problem) -> flight.told(index, problem));
        } catch (InterruptException e) {
            Thread.currentThread().interrupt();
            flight.told(index, e);
        } catch (KafkaException | IllegalStateException e) {
            // The latter: another thread's failure has ended the producer.
            flight.told(index, e);
        }
    }

    /// Null when closed.
    private @Nullable Producer<byte[], byte[]> producer() {
        lock.lock();
        try {
            var producer = current.get();
            if (producer == null && !closed) {
                producer = maker.get();
                current.set(producer);
            }
            return producer;
        } finally {
            lock.unlock();
        }
    }

    /// Ends this producer without sending anything that is not under way.
    private void giveUp(Producer<byte[], byte[]> producer) {
        if (current.compareAndSet(producer, null)) {
            end(producer, Duration.ZERO);
        }
    }

    private static void end(Producer<byte[], byte[]> producer, Duration patience) {
        try {
            producer.close(patience);
        } catch (KafkaException e) {
            LOG.warn("Kafka's producer did not end properly: {}", e.getClass().getSimpleName());
        }
    }

    /// Calls under way may end with what they have; further ones fail.
    @Override
    public void close() {
        @Nullable Producer<byte[], byte[]> last;
        lock.lock();
        try {
            closed = true;
            last = current.getAndSet(null);
        } finally {
            lock.unlock();
        }
        if (last != null) {
            end(last, CLOSE_MAX);
        }
    }
}
