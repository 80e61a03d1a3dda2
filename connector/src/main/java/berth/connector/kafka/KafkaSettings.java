package berth.connector.kafka;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/// Which cluster to send to, and how: the operator's file of Kafka's own producer settings
/// (`bootstrap.servers`, `security.protocol`, `sasl.*`, `ssl.*` and so on), with what must not be
/// changed taken care of. Shown without its values, some of which are secrets.
///
/// Source: Apache Kafka documentation, "Producer Configs".
public final class KafkaSettings {
    /// What makes "acknowledged" mean "there, on all replicas in sync, after everything earlier of
    /// the same key".
    private static final Map<String, String> FIXED =
            Map.of(
                    ProducerConfig.ACKS_CONFIG, "all",
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true",
                    ProducerConfig.RETRIES_CONFIG, Integer.toString(Integer.MAX_VALUE),
                    // With more, a record may be on its way while the one before it is given up.
                    ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1",
                    ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, "false",
                    ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName(),
                    ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                            ByteArraySerializer.class.getName(),
                    // Measurements of ours are nobody's business.
                    ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, "false",
                    ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");

    /// What the operator may change. A dead cluster is told of within half a minute; the one who
    /// sends begins again.
    private static final Map<String, String> DEFAULT =
            Map.of(
                    ProducerConfig.CLIENT_ID_CONFIG, "berth",
                    ProducerConfig.MAX_BLOCK_MS_CONFIG, "10000",
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000",
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "30000",
                    ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(16 << 20),
                    ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(64 << 10),
                    // Who sends has gathered already, and waits for the answer.
                    ProducerConfig.LINGER_MS_CONFIG, "0");

    private static final Set<String> NOT_OURS =
            Set.of(
                    ProducerConfig.PARTITIONER_CLASS_CONFIG,
                    ProducerConfig.INTERCEPTOR_CLASSES_CONFIG,
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);

    private static final Set<String> COMPRESSIONS = Set.of("none", "gzip", "lz4");
    private static final String CONFIG_PROVIDERS = "config.providers";

    private final Map<String, String> settings;

    private KafkaSettings(Map<String, String> settings) {
        this.settings = settings;
    }

    /// Reads a properties file in UTF-8.
    ///
    /// @throws IOException when it cannot be read
    /// @throws IllegalArgumentException when it holds what cannot be; the message names all such
    ///   settings and no value that may be secret
    public static KafkaSettings read(Path file) throws IOException {
        var properties = new Properties();
        try (var reader = new StringReader(Files.readString(file))) {
            properties.load(reader);
        } catch (IllegalArgumentException _) {
            // The parser's text would repeat a piece of the file.
            throw new IllegalArgumentException(file + " holds a malformed \\u escape");
        }
        var given = new TreeMap<String, String>();
        properties.stringPropertyNames().forEach(n -> given.put(n, properties.getProperty(n)));
        return of(given);
    }

    /// @throws IllegalArgumentException as [#read]
    public static KafkaSettings of(Map<String, String> given) {
        var problems = problems(given);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Kafka settings: " + String.join("; ", problems));
        }
        var settings = new TreeMap<>(DEFAULT);
        settings.putAll(given);
        settings.putAll(FIXED);
        checkValues(settings);
        return new KafkaSettings(settings);
    }

    /// Kafka knows what its values may be.
    private static void checkValues(Map<String, String> settings) {
        try {
            var checked = new ProducerConfig(Map.copyOf(settings));
            long shortest =
                    checked.getLong(ProducerConfig.LINGER_MS_CONFIG)
                            + checked.getInt(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG);
            if (checked.getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG) < shortest) {
                // Otherwise told by each producer that cannot be made.
                throw new IllegalArgumentException(
                        "Kafka settings: delivery.timeout.ms is less than linger.ms and"
                                + " request.timeout.ms together");
            }
        } catch (KafkaException e) {
            // Without the cause, which may quote a secret.
            throw new IllegalArgumentException(
                    "Kafka settings: " + Redaction.of(settings).apply(Flight.reason(e)));
        }
    }

    private static List<String> problems(Map<String, String> given) {
        var problems = new ArrayList<String>();
        if (given.getOrDefault(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "").isBlank()) {
            problems.add(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG + " is missing");
        }
        for (var name : given.keySet()) {
            if (FIXED.containsKey(name) || NOT_OURS.contains(name)) {
                problems.add(name + " is not to be set");
            } else if (!ProducerConfig.configNames().contains(name)
                    || name.startsWith(CONFIG_PROVIDERS)) {
                problems.add(name + " is unknown");
            }
        }
        var compression = given.getOrDefault(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        if (!COMPRESSIONS.contains(compression)) {
            problems.add(ProducerConfig.COMPRESSION_TYPE_CONFIG + " is none, gzip or lz4");
        }
        return problems;
    }

    /// What Kafka's client is given.
    ///
    /// @param use tells our connections apart in the cluster's log
    Map<String, Object> forClient(String use) {
        var client = new HashMap<String, Object>(settings);
        client.put(
                ProducerConfig.CLIENT_ID_CONFIG,
                settings.get(ProducerConfig.CLIENT_ID_CONFIG) + "-" + use);
        return client;
    }

    /// Opens no connection yet.
    AcknowledgedProducer producer(String use) {
        return new AcknowledgedProducer(
                () -> new KafkaProducer<>(forClient(use)),
                redaction(),
                Long.parseLong(settings.get(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)));
    }

    Redaction redaction() {
        return Redaction.of(settings);
    }

    @Override
    public String toString() {
        return "Kafka at " + settings.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG);
    }
}
