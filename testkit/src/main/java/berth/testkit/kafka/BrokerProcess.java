package berth.testkit.kafka;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Properties;

/// The program that [TestKafka] starts: one Kafka broker and controller.
///
/// It ends when its standard input does, that is with the process that started it, however that
/// ended, and takes its folder with it: nobody else is left to do so.
final class BrokerProcess {
    /// What it writes to standard output when clients are served.
    static final String READY = "BROKER READY";

    private BrokerProcess() {}

    /// Arguments: the file of the broker's properties.
    public static void main(String[] arguments) throws IOException {
        var file = Path.of(arguments[0]);
        Thread.ofPlatform()
                .daemon()
                .name("parent-watch")
                .start(() -> endWith(System.in, file.resolveSibling(".").normalize()));
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        if (!Files.exists(Path.of(properties.getProperty("log.dirs"), "meta.properties"))) {
            format(file);
        }
        new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM).startup();
        new PrintStream(System.out, true, StandardCharsets.UTF_8).println(READY);
    }

    private static void format(Path file) {
        var arguments =
                new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", "" + file};
        int result = StorageTool.execute(arguments, System.out);
        if (result != 0) {
            throw new IllegalStateException("the storage cannot be formatted: " + result);
        }
    }

    private static void endWith(InputStream input, Path folder) {
        try {
            while (input.read() >= 0) {
                // Nobody writes; only the end counts.
            }
        } catch (IOException e) {
            System.err.println("as good as the end: " + e);
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("the broker is still writing, something stays behind: " + e);
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }
}
