package berth.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.message.TelemetryEntry;
import berth.core.hub.message.TelemetryLog;
import berth.core.hub.message.TelemetryRecord;
import berth.core.resilience.Backoff;
import berth.hub.telemetry.ForwardingPace;
import berth.hub.telemetry.TelemetryForwarder;
import berth.store.sql.SqlStore;
import berth.testkit.kafka.KafkaTopic;
import berth.testkit.kafka.TestKafka;
import berth.testkit.store.InMemoryTelemetryLog;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Telemetry from the log to a real broker, while one or the other is killed: nothing is lost, and
/// what is there twice is counted.
class TelemetryForwardingIT {
    private static final int RECORDS = 6_000;

    private final TestKafka broker = TestKafka.start();

    @TempDir private Path folder;

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void aForwarderThatIsKilledLosesNothing() throws Exception {
        var topic = KafkaTopic.create(broker, "forwarder-killed", 3);
        var data = folder.resolve("data");
        try (var store = store(data)) {
            fill(store.telemetry());
        }
        int kills = 0;
        for (long cursor = 0; cursor < RECORDS * 3 / 4; kills++) {
            try (var forwarder = forwarder(data, topic, 0)) {
                cursor = forwarder.awaitCursor(cursor + RECORDS / 5);
                forwarder.kill();
            }
        }
        try (var forwarder = forwarder(data, topic, 0)) {
            forwarder.awaitCursor(RECORDS);
            assertThat(forwarder.end()).isZero();
        }

        var reckoning = Reckoning.of(topic.records(), RECORDS);
        System.out.printf("forwarder killed %d times: %s%n", kills, reckoning);
        assertThat(kills).isGreaterThanOrEqualTo(3);
        // A batch for each death at most.
        assertThat(reckoning.repeated()).isLessThanOrEqualTo(kills * ForwarderProcess.BATCH);
        try (var store = store(data)) {
            assertThat(store.telemetry().cursor(Telemetry.HUB, ForwarderProcess.CONSUMER))
                    .isEqualTo(RECORDS);
        }
    }

    @Test
    void aForwarderThatDiesBeforeItsCursorMovesRepeatsThatBatchAndNothingElse() throws Exception {
        var topic = KafkaTopic.create(broker, "forwarder-dead", 3);
        var data = folder.resolve("data");
        try (var store = store(data)) {
            fill(store.telemetry());
        }

        try (var forwarder = forwarder(data, topic, 3)) {
            assertThat(forwarder.end()).isEqualTo(ForwarderProcess.DEAD);
        }
        assertThat(Reckoning.of(topic.records(), 3 * ForwarderProcess.BATCH).repeated()).isZero();
        try (var forwarder = forwarder(data, topic, 0)) {
            assertThat(forwarder.end()).isZero();
        }

        assertThat(Reckoning.of(topic.records(), RECORDS).repeated())
                .isEqualTo(ForwarderProcess.BATCH);
    }

    @Test
    void aBrokerThatIsKilledHoldsTelemetryUpAndLosesNone() {
        var topic = KafkaTopic.create(broker, "broker-killed", 3);
        var log = new InMemoryTelemetryLog(InstantSource.system());
        fill(log);
        try (var sink = KafkaTelemetrySinkIT.sink(broker, topic.name(), KafkaOutageIT.IMPATIENT);
                var forwarder =
                        new TelemetryForwarder(
                                Telemetry.HUB, "kafka", log, sink, pace(), new SecureRandom())) {
            forwarder.start();
            awaitCursor(log, RECORDS / 4);
            broker.kill();
            Patience.until("trouble", () -> forwarder.status().trouble() != null);
            assertThat(forwarder.status().waitingSince()).isNotNull();
            long held = log.cursor(Telemetry.HUB, "kafka");
            assertThat(held).isLessThan(RECORDS);

            broker.restart();
            awaitCursor(log, RECORDS);
            Patience.until("all well", () -> forwarder.status().forwarded() == RECORDS);

            var reckoning = Reckoning.of(topic.records(), RECORDS);
            System.out.printf("broker killed: %s, %s%n", reckoning, forwarder.status());
            assertThat(forwarder.status().trouble()).isNull();
            assertThat(forwarder.status().failures()).isPositive();
            // The forwarder counts at least what a consumer has twice.
            assertThat(forwarder.status().repeated()).isGreaterThanOrEqualTo(reckoning.repeated());
        }
    }

    private static void awaitCursor(TelemetryLog log, long sequence) {
        Patience.until("record " + sequence, () -> log.cursor(Telemetry.HUB, "kafka") >= sequence);
    }

    private ForwarderProcess forwarder(Path data, KafkaTopic topic, int deadlyBatch)
            throws IOException {
        return ForwarderProcess.start(
                data, broker.bootstrapServers(), topic.name(), RECORDS, deadlyBatch);
    }

    private static SqlStore store(Path data) {
        return SqlStore.openSqlite(data, InstantSource.system(), new SecureRandom());
    }

    private static ForwardingPace pace() {
        return new ForwardingPace(
                20,
                1 << 20,
                Duration.ofMillis(1),
                Duration.ofMillis(50),
                new Backoff(Duration.ofMillis(50), Duration.ofMillis(500)),
                Duration.ofSeconds(5));
    }

    private static void fill(TelemetryLog log) {
        for (int first = 1; first <= RECORDS; first += 100) {
            log.append(
                    Telemetry.HUB,
                    Telemetry.records(first, first + 99L).stream()
                            .map(TelemetryForwardingIT::entry)
                            .toList());
        }
        assertThat(log.read(Telemetry.HUB, null, RECORDS - 1, 10, 1_000))
                .extracting(TelemetryRecord::sequence)
                .isEqualTo(List.of((long) RECORDS));
    }

    private static TelemetryEntry entry(TelemetryRecord record) {
        return new TelemetryEntry(record.client(), 0, record.message());
    }
}
