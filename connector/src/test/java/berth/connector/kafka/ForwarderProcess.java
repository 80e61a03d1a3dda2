package berth.connector.kafka;

import berth.core.hub.message.TelemetryRecord;
import berth.core.hub.message.TelemetrySink;
import berth.core.id.HubHostName;
import berth.hub.telemetry.ForwardingPace;
import berth.hub.telemetry.TelemetryForwarder;
import berth.store.sql.SqlStore;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A process of its own that forwards the telemetry in a SQLite store to a broker, and can be
/// killed. It ends by itself when the cursor has reached the last record.
final class ForwarderProcess implements AutoCloseable {
    static final String CONSUMER = "kafka";
    static final int BATCH = 50;

    /// The exit code of one that dies by itself.
    static final int DEAD = 9;

    private final Process process;
    private final BufferedReader output;

    private ForwarderProcess(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /// The child's program. Arguments: data folder, bootstrap servers, topic, last sequence, and
    /// the number of the acknowledged batch after which it is dead at once, 0 for none. Lines: the
    /// cursor, as often as it is seen to move.
    public static void main(String[] arguments) {
        var settings = KafkaSettings.of(Map.of("bootstrap.servers", arguments[1]));
        long last = Long.parseLong(arguments[3]);
        var normal = ForwardingPace.DEFAULT;
        var pace =
                new ForwardingPace(
                        BATCH,
                        normal.batchBytes(),
                        normal.gather(),
                        normal.look(),
                        normal.backoff(),
                        normal.lastBatch());
        var random = new SecureRandom();
        try (var store =
                        SqlStore.openSqlite(Path.of(arguments[0]), InstantSource.system(), random);
                var sink =
                        new DeadlySink(
                                new KafkaTelemetrySink(settings, new TopicName(arguments[2])),
                                Integer.parseInt(arguments[4]));
                var forwarder =
                        new TelemetryForwarder(
                                Telemetry.HUB, CONSUMER, store.telemetry(), sink, pace, random)) {
            forwarder.start();
            long seen = -1;
            while (seen < last) {
                long cursor = store.telemetry().cursor(Telemetry.HUB, CONSUMER);
                if (cursor > seen) {
                    seen = cursor;
                    System.out.println(seen);
                }
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
        }
    }

    /// Dead between the acknowledgement of a batch and whatever comes next.
    private record DeadlySink(TelemetrySink sink, int deadlyBatch, AtomicInteger acknowledged)
            implements TelemetrySink {
        DeadlySink(TelemetrySink sink, int deadlyBatch) {
            this(sink, deadlyBatch, new AtomicInteger());
        }

        @Override
        public Sent send(HubHostName hub, List<TelemetryRecord> records) {
            var sent = sink.send(hub, records);
            if (sent instanceof Sent.All && acknowledged.incrementAndGet() == deadlyBatch) {
                Runtime.getRuntime().halt(DEAD);
            }
            return sent;
        }

        @Override
        public void close() {
            sink.close();
        }
    }

    static ForwarderProcess start(
            Path data, String servers, String topic, long last, int deadlyBatch)
            throws IOException {
        var command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        // A killed process leaves its native library behind: in the test's folder.
                        "-Dorg.sqlite.tmpdir=" + data.getParent(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ForwarderProcess.class.getName(),
                        data.toString(),
                        servers,
                        topic,
                        Long.toString(last),
                        Integer.toString(deadlyBatch));
        return new ForwarderProcess(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /// Waits until the cursor is there, and says where it is exactly.
    long awaitCursor(long sequence) throws IOException {
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            if (Long.parseLong(line) >= sequence) {
                return Long.parseLong(line);
            }
        }
        throw new AssertionError("the forwarder ended with " + process.onExit().join().exitValue());
    }

    /// SIGKILL.
    void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /// Waits until it ends by itself.
    int end() {
        return process.onExit().join().exitValue();
    }

    @Override
    public void close() throws IOException {
        kill();
        output.close();
    }
}
