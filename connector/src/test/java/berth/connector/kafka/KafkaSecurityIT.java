package berth.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import berth.connector.TestAuthority;
import berth.core.hub.message.TelemetrySink.Sent;
import berth.testkit.kafka.KafkaTopic;
import berth.testkit.kafka.TestKafka;
import berth.wire.x509.CertificateText;
import berth.wire.x509.PrivateKeyText;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A cluster that wants SASL over TLS, reached by nothing but the operator's file.
class KafkaSecurityIT {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required ";
    private static TestKafka broker;
    private static KafkaTopic topic;

    @TempDir private Path folder;

    @BeforeAll
    static void start() {
        var server = AUTHORITY.server("kafka.test");
        var listener = "listener.name.secured.";
        broker =
                TestKafka.start(
                        Map.of(
                                listener + "sasl.enabled.mechanisms",
                                "PLAIN",
                                listener + "plain.sasl.jaas.config",
                                LOGIN + "user_berth=\"tops3cret\";",
                                listener + "ssl.keystore.type",
                                "PEM",
                                listener + "ssl.keystore.key",
                                PrivateKeyText.pem(server.key()),
                                listener + "ssl.keystore.certificate.chain",
                                CertificateText.pem(server.chain())));
        topic = KafkaTopic.create(broker, "secured", 1);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void theOperatorsFileOpensTheDoor() throws IOException {
        var settings = settings("tops3cret", AUTHORITY);
        try (var sink = new KafkaTelemetrySink(settings, new TopicName("secured"))) {
            assertThat(sink.send(Telemetry.HUB, Telemetry.records(1, 10)))
                    .isEqualTo(new Sent.All());
        }

        assertThat(Reckoning.of(topic.records(), 10).repeated()).isZero();
    }

    @Test
    void aWrongPasswordIsAFailureThatDoesNotTellIt() throws IOException {
        var sent = send(settings("wr0ngpassword", AUTHORITY));

        assertThat(sent)
                .isInstanceOfSatisfying(
                        Sent.Failed.class,
                        failed ->
                                assertThat(failed.reason())
                                        .contains("Authentication")
                                        .doesNotContain("wr0ngpassword"));
    }

    @Test
    void aBrokerThatNobodyVouchesForGetsNothing() throws IOException {
        var sent = send(settings("tops3cret", new TestAuthority()));

        assertThat(sent)
                .isInstanceOfSatisfying(
                        Sent.Failed.class,
                        failed -> assertThat(failed.reason()).contains("SslAuthentication"));
    }

    private static Sent send(KafkaSettings settings) {
        try (var sink = new KafkaTelemetrySink(settings, new TopicName("secured"))) {
            return sink.send(Telemetry.HUB, List.of(Telemetry.record(1)));
        }
    }

    private KafkaSettings settings(String password, TestAuthority trusted) throws IOException {
        var trust = folder.resolve("trust.pem");
        Files.writeString(trust, CertificateText.pem(trusted.root().certificate()));
        var lines = new TreeMap<String, String>();
        lines.put("bootstrap.servers", broker.securedServers());
        lines.put("security.protocol", "SASL_SSL");
        lines.put("sasl.mechanism", "PLAIN");
        lines.put(
                "sasl.jaas.config",
                LOGIN + "username=\"berth\" password=\"%s\";".formatted(password));
        lines.put("ssl.truststore.type", "PEM");
        lines.put("ssl.truststore.location", trust.toString());
        var file = folder.resolve("kafka.properties");
        Files.write(
                file,
                lines.entrySet().stream()
                        .map(line -> line.getKey() + "=" + line.getValue())
                        .toList());
        return KafkaSettings.read(file);
    }
}
