package berth.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.message.TelemetrySink.Sent;
import berth.testkit.kafka.KafkaTopic;
import berth.testkit.kafka.TestKafka;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/// A broker that is killed or stands still while telemetry is sent. The sender repeats whatever is
/// not known to be there, as the forwarder does.
class KafkaOutageIT {
    private static final int BATCH = 200;
    private static final int KILLS = 2;

    /// Short, so that calls fail while the broker is away.
    static final Map<String, String> IMPATIENT =
            Map.of(
                    "max.block.ms", "1000",
                    "request.timeout.ms", "500",
                    "delivery.timeout.ms", "1500",
                    "reconnect.backoff.max.ms", "100",
                    // many small requests
                    "batch.size", "400");

    private final TestKafka broker = TestKafka.start();

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void aBrokerThatIsKilledLosesNothing() throws Exception {
        var topic = KafkaTopic.create(broker, "killed", 3);
        var sending = sending("killed", 40);
        for (int i = 0; i < KILLS; i++) {
            awaitProgress(sending, 8 * (i + 1));
            broker.kill();
            awaitFailure(sending);
            broker.restart();
        }

        sending.get();

        var reckoning = Reckoning.of(topic.records(), 40L * BATCH);
        System.out.println("killed: " + reckoning + ", " + sending);
        assertThat(sending.failures()).isPositive();
    }

    /// What the broker has of requests that nobody waits for any more, it carries out when it goes
    /// on.
    @Test
    void aBrokerThatStandsStillLosesNothingAndTurnsNothingAround() throws Exception {
        var topic = KafkaTopic.create(broker, "frozen", 3);
        var sending = sending("frozen", 40);
        for (int i = 0; i < KILLS; i++) {
            awaitProgress(sending, 8 * (i + 1));
            broker.freeze();
            awaitFailure(sending);
            broker.thaw();
        }

        sending.get();

        var reckoning = Reckoning.of(topic.records(), 40L * BATCH);
        System.out.println("frozen: " + reckoning + ", " + sending);
        assertThat(sending.failures()).isPositive();
    }

    private Sending sending(String topic, int batches) {
        var sending = new Sending(KafkaTelemetrySinkIT.sink(broker, topic, IMPATIENT), batches);
        Thread.ofPlatform().daemon().start(sending);
        return sending;
    }

    private static void awaitProgress(Sending sending, int batches) {
        Patience.until("batch " + batches, () -> sending.batches() >= batches || sending.isDone());
    }

    private static void awaitFailure(Sending sending) {
        int before = sending.failures();
        Patience.until("a failure", () -> sending.failures() > before || sending.isDone());
    }

    /// Sends batch after batch, each until all of it is there.
    private static final class Sending extends FutureTask<Void> {
        private final Counts counts;

        private Sending(KafkaTelemetrySink sink, int batches) {
            this(sink, batches, new Counts());
        }

        private Sending(KafkaTelemetrySink sink, int batches, Counts counts) {
            super(() -> send(sink, batches, counts), null);
            this.counts = counts;
        }

        private static void send(KafkaTelemetrySink sink, int batches, Counts counts) {
            try (sink) {
                while (counts.batches.get() < batches) {
                    long first = (long) counts.batches.get() * BATCH + 1;
                    var records = Telemetry.records(first, first + BATCH - 1);
                    switch (sink.send(Telemetry.HUB, records)) {
                        case Sent.All() -> counts.batches.incrementAndGet();
                        case Sent.Failed _ -> counts.failures.incrementAndGet();
                        case Sent.Poisoned(_, var reason) -> throw new AssertionError(reason);
                    }
                }
            }
        }

        int batches() {
            return counts.batches.get();
        }

        int failures() {
            return counts.failures.get();
        }

        @Override
        public String toString() {
            return "%d calls failed".formatted(failures());
        }
    }

    private static final class Counts {
        private final AtomicInteger batches = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();
    }
}
