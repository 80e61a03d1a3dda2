package berth.system;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.message.TelemetryRecord;
import berth.store.sql.SqlStore;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.Qos;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// A hub under a fleet that comes, sends, reports, and leaves in every way, for as long as
/// `-Dberth.soak.minutes` says: nothing acknowledged is missing, and the process does not grow. Not
/// among the usual tests: `mvn verify -Psoak`.
final class HubSoak {
    private static final int DEVICES = 64;
    private static final int MESSAGES_A_VISIT = 40;
    private static final Duration MINUTES =
            Duration.ofMinutes(Long.getLong("berth.soak.minutes", 10));

    /// What the process may grow by after it has warmed up for a fifth of the time.
    private static final double GROWTH_MAX = 1.5;

    @TempDir private static Path folder;

    /// What one device was told of its messages.
    ///
    /// @param sent the number of the last message that was sent
    /// @param acknowledged of messages
    private record Told(int sent, int acknowledged) {}

    @Test
    void nothingAcknowledgedIsMissingAndTheProcessDoesNotGrow() throws Exception {
        var data = folder.resolve("data");
        var told = new HashMap<String, Told>();
        try (var server = ChildServer.start(data, folder)) {
            for (int device = 0; device < DEVICES; device++) {
                HubLine.create(server, "dev-" + device);
            }
            var end = Instant.now().plus(MINUTES);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var runs = new HashMap<String, Future<Told>>();
                for (int device = 0; device < DEVICES; device++) {
                    var id = "dev-" + device;
                    var random = new Random(device);
                    runs.put(id, threads.submit(() -> visits(server, id, random, end)));
                }
                TimeUnit.MILLISECONDS.sleep(MINUTES.dividedBy(5).toMillis());
                long warm = residentKib(server);
                for (var run : runs.entrySet()) {
                    told.put(run.getKey(), run.getValue().get());
                }
                assertThat(residentKib(server) / (double) warm)
                        .as("growth of the process")
                        .isLessThan(GROWTH_MAX);
            }
        }
        assertComplete(stored(data), told);
    }

    /// One visit after the other until the time is over.
    private static Told visits(ChildServer server, String id, Random random, Instant end)
            throws Exception {
        int sent = 0;
        int acknowledged = 0;
        boolean known = false;
        while (Instant.now().isBefore(end)) {
            try (var device = HubLine.connect(server, id, known)) {
                known = true;
                device.send(
                        new MqttPacket.Subscribe(
                                1,
                                List.of(
                                        new MqttPacket.Subscription(
                                                "$iothub/twin/res/#", Qos.AT_MOST_ONCE))));
                assertThat(device.next()).contains(new MqttPacket.SubAck(1, List.of(0)));
                for (int i = 0; i < MESSAGES_A_VISIT; i++) {
                    sent++;
                    publish(device, id, sent);
                    acknowledged++;
                }
                device.send(
                        MqttPacket.Publish.atMostOnce(
                                "$iothub/twin/PATCH/properties/reported/?$rid=1",
                                HubLine.bytes("{\"visits\":%d}".formatted(sent))));
                assertThat(((MqttPacket.Publish) device.next().orElseThrow()).topic())
                        .startsWith("$iothub/twin/res/204/");
                if (random.nextBoolean()) {
                    device.send(new MqttPacket.Disconnect());
                }
            }
        }
        return new Told(sent, acknowledged);
    }

    private static void publish(RawMqtt device, String id, int number) throws IOException {
        int packetId = number % 0xffff + 1;
        device.send(
                MqttPacket.Publish.atLeastOnce(
                        "devices/" + id + "/messages/events/",
                        HubLine.bytes(Integer.toString(number)),
                        packetId));
        assertThat(device.next()).isEqualTo(Optional.of(new MqttPacket.PubAck(packetId)));
    }

    /// Each device's numbers from one to the last, in order, once.
    private static void assertComplete(Map<String, List<Integer>> stored, Map<String, Told> told) {
        told.forEach(
                (id, counts) -> {
                    var numbers = stored.getOrDefault(id, List.of());
                    assertThat(numbers).as(id).hasSize(counts.acknowledged()).isSorted();
                    assertThat(numbers.getLast()).isEqualTo(counts.sent());
                });
    }

    private static Map<String, List<Integer>> stored(Path data) {
        var numbers = new HashMap<String, List<Integer>>();
        try (var store = SqlStore.openSqlite(data, InstantSource.system(), new SecureRandom())) {
            long after = 0;
            List<TelemetryRecord> records;
            do {
                records = store.telemetry().read(HubLine.HUB, null, after, 1000, Long.MAX_VALUE);
                for (var record : records) {
                    var text =
                            new String(
                                    record.message().body().toByteArray(),
                                    StandardCharsets.US_ASCII);
                    numbers.computeIfAbsent(record.client().text(), _ -> new ArrayList<>())
                            .add(Integer.valueOf(text));
                    after = record.sequence();
                }
            } while (!records.isEmpty());
        }
        return numbers;
    }

    private static long residentKib(ChildServer server) throws IOException {
        return Files.readAllLines(Path.of("/proc/%d/status".formatted(server.pid()))).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }
}
