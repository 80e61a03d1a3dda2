package berth.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

class KafkaSettingsTest {
    private static final String JAAS =
            "org.apache.kafka.common.security.plain.PlainLoginModule required"
                    + " username=\"berth\" password=\"tops3cret\";";

    @TempDir private Path folder;

    @Test
    void theOperatorsFileReachesTheClientAsItIs() throws IOException {
        var file = folder.resolve("kafka.properties");
        Files.writeString(
                file,
                """
                bootstrap.servers=kafka-1.test:9093,kafka-2.test:9093
                security.protocol=SASL_SSL
                sasl.mechanism=PLAIN
                sasl.jaas.config=%s
                linger.ms=50
                """
                        .formatted(JAAS));

        var client = KafkaSettings.read(file).forClient("telemetry");

        assertThat(client)
                .containsEntry("bootstrap.servers", "kafka-1.test:9093,kafka-2.test:9093")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.jaas.config", JAAS)
                .containsEntry("linger.ms", "50")
                .containsEntry("client.id", "berth-telemetry");
    }

    @Test
    void acknowledgedMeansOnAllReplicasAndOnceForTheClientsOwnRepetitions() {
        var client = new ProducerConfig(plain(Map.of()).forClient("telemetry"));

        assertThat(client.getString("acks")).isEqualTo("-1");
        assertThat(client.getBoolean("enable.idempotence")).isTrue();
        assertThat(client.getInt("retries")).isEqualTo(Integer.MAX_VALUE);
        assertThat(client.getInt("max.in.flight.requests.per.connection")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "acks, 1, acks is not to be set",
        "enable.idempotence, false, enable.idempotence is not to be set",
        "max.in.flight.requests.per.connection, 5, is not to be set",
        "transactional.id, x, transactional.id is not to be set",
        "interceptor.classes, x, interceptor.classes is not to be set",
        "sasl.jass.config, x, sasl.jass.config is unknown",
        "config.providers, file, config.providers is unknown",
        "compression.type, zstd, 'none, gzip or lz4'",
        "linger.ms, soon, linger.ms",
        "security.protocol, TLS, security.protocol",
        "delivery.timeout.ms, 1, delivery.timeout.ms",
    })
    void whatCannotBeIsRefusedAtOnce(String name, String value, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plain(Map.of(name, value)))
                .withMessageContaining(problem);
    }

    @Test
    void allProblemsAreToldTogether() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KafkaSettings.of(Map.of("acks", "0", "bootstrap", "x")))
                .withMessageContaining("bootstrap.servers is missing")
                .withMessageContaining("acks is not to be set")
                .withMessageContaining("bootstrap is unknown");
    }

    @Test
    void settingsShowNoSecret() {
        var settings = plain(Map.of("sasl.jaas.config", JAAS, "ssl.key.password", "tops3cret"));

        assertThat(settings.toString()).isEqualTo("Kafka at 127.0.0.1:9092");
        // as the client logs them
        assertThat(new ProducerConfig(settings.forClient("x")).values().toString())
                .doesNotContain("tops3cret");
    }

    @Test
    void textsOfTheClientAreRidOfSecrets() {
        var redaction =
                plain(Map.of("sasl.jaas.config", JAAS, "ssl.key.password", "an0ther")).redaction();

        assertThat(redaction.apply("no login for berth with tops3cret, key an0ther; " + JAAS))
                .isEqualTo("no login for *** with ***, key ***; ***");
    }

    @Test
    void aMalformedFileIsNotQuoted() throws IOException {
        var file = folder.resolve("kafka.properties");
        Files.writeString(file, "ssl.key.password=tops3cret\\u00zz\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> KafkaSettings.read(file))
                .withMessageContaining("kafka.properties")
                .withMessageNotContaining("tops3cret")
                .withNoCause();
    }

    static KafkaSettings plain(Map<String, String> more) {
        var given = new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:9092"));
        given.putAll(more);
        return KafkaSettings.of(given);
    }
}
