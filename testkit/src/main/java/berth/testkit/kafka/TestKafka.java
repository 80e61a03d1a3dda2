package berth.testkit.kafka;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A Kafka broker (KRaft, one node) on free ports of the loopback address, in a process of its own.
/// It can be killed and started again with what it kept; [#close] ends it and forgets everything.
///
/// Syncing is the operating system's business, as usual with Kafka: what is acknowledged survives
/// the end of the process, not that of the machine.
///
/// One thread starts and kills.
public final class TestKafka implements AutoCloseable {
    /// On an idle machine a start takes 3 s.
    private static final Duration START_MAX = Duration.ofMinutes(2);

    private static final String HOST = "127.0.0.1";
    private static final int LOG_LINES = 60;

    private final Path folder;
    private final Ports ports;
    private final Map<String, String> more;
    private @Nullable Process process;

    private TestKafka(Path folder, Ports ports, Map<String, String> more) {
        this.folder = folder;
        this.ports = ports;
        this.more = new TreeMap<>(more);
    }

    /// Where it listens, over all its starts.
    private record Ports(int plain, int secured, int controller) {}

    /// Starts a broker with an empty store, which keeps topics nobody created from coming to be.
    public static TestKafka start() {
        return start(Map.of());
    }

    /// @param more settings of the broker; those for the listener `SECURED` open one for SASL over
    ///   TLS, see [#securedServers]
    public static TestKafka start(Map<String, String> more) {
        try {
            var broker =
                    new TestKafka(
                            Files.createTempDirectory("berth-kafka"),
                            new Ports(freePort(), freePort(), freePort()),
                            more);
            broker.startFirst();
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void startFirst() throws IOException {
        boolean started = false;
        try {
            writeProperties();
            restart();
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /// For clients without any security.
    public String bootstrapServers() {
        return HOST + ":" + ports.plain();
    }

    /// For clients that use SASL over TLS.
    public String securedServers() {
        return HOST + ":" + ports.secured();
    }

    /// Ends it in the middle of whatever it does: SIGKILL. What it kept stays.
    public void kill() {
        var running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
            process = null;
        }
    }

    /// Stops its threads where they are: connections stay open and nothing is answered.
    public void freeze() {
        signal("-STOP");
    }

    /// After [#freeze], as if nothing had been.
    public void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        var running = process;
        if (running == null) {
            throw new IllegalStateException("the broker is not running");
        }
        try {
            var sent =
                    new ProcessBuilder("kill", signal, Long.toString(running.pid()))
                            .inheritIO()
                            .start();
            if (sent.waitFor() != 0) {
                throw new IllegalStateException("kill " + signal + ": " + sent.exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Starts it again with what it kept, on the same ports; comes back when it serves clients.
    public void restart() {
        kill();
        try {
            var started = launched();
            process = started;
            awaitReady(started);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launched() throws IOException {
        var command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dlog4j2.level=INFO",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        propertiesFile().toString());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                .start();
    }

    /// Its output is read to the end by a thread of its own: it is the log, but for the one word
    /// that is waited for.
    private void awaitReady(Process started) {
        var ready = new CompletableFuture<Boolean>();
        var output = started.inputReader(StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().name("kafka-output").start(() -> keepOutput(output, ready));
        if (!ready.completeOnTimeout(false, START_MAX.toSeconds(), TimeUnit.SECONDS).join()) {
            kill();
            throw new IllegalStateException(
                    "no broker (is org.apache.kafka:kafka_2.13 on the tests' class path?):%n%s"
                            .formatted(logged()));
        }
    }

    private void keepOutput(BufferedReader output, CompletableFuture<Boolean> ready) {
        try (output;
                var log =
                        Files.newBufferedWriter(
                                logFile(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                log.write(line);
                log.newLine();
                log.flush();
                if (line.equals(BrokerProcess.READY)) {
                    ready.complete(true);
                }
            }
        } catch (IOException _) {
            // It was killed while we read, or the folder is gone: there is nobody to tell.
        } finally {
            ready.complete(false);
        }
    }

    /// The end of what it wrote, over all its starts; for messages of failing tests.
    public String logged() {
        try {
            var lines = Files.readAllLines(logFile());
            return String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(its log cannot be read: %s)".formatted(e.getMessage());
        }
    }

    private void writeProperties() throws IOException {
        var properties = new Properties();
        properties.putAll(
                Map.of(
                        "process.roles", "broker,controller",
                        "node.id", "1",
                        "controller.quorum.voters", "1@" + HOST + ":" + ports.controller(),
                        "inter.broker.listener.name", "PLAIN",
                        "controller.listener.names", "CONTROLLER",
                        "listener.security.protocol.map",
                                "PLAIN:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL",
                        "log.dirs", folder.resolve("data").toString(),
                        "auto.create.topics.enable", "false",
                        // After a kill the controller waits until the old broker is given up.
                        "broker.session.timeout.ms", "1500"));
        properties.putAll(
                Map.of(
                        "broker.heartbeat.interval.ms", "300",
                        "group.initial.rebalance.delay.ms", "0",
                        "offsets.topic.replication.factor", "1",
                        "offsets.topic.num.partitions", "1",
                        "transaction.state.log.replication.factor", "1",
                        "transaction.state.log.min.isr", "1",
                        "share.coordinator.state.topic.replication.factor", "1",
                        "share.coordinator.state.topic.min.isr", "1"));
        var listeners = "PLAIN://" + bootstrapServers();
        if (more.keySet().stream().anyMatch(key -> key.startsWith("listener.name.secured."))) {
            listeners += ",SECURED://" + securedServers();
        }
        properties.put("listeners", listeners + ",CONTROLLER://" + HOST + ":" + ports.controller());
        properties.put("advertised.listeners", listeners);
        properties.putAll(more);
        try (var writer = Files.newBufferedWriter(propertiesFile())) {
            properties.store(writer, null);
        }
    }

    private Path propertiesFile() {
        return folder.resolve("broker.properties");
    }

    private Path logFile() {
        return folder.resolve("broker.log");
    }

    @Override
    public void close() {
        kill();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
