package berth.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import berth.cli.fleet.client.StockClient;
import berth.cli.fleet.client.Transport;
import berth.cli.fleet.stream.Traffic;
import berth.core.secret.Secret;
import berth.wire.json.JsonText;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class KindReportTest {
    private static final KindReport REPORT =
            KindReport.of(
                    List.of(
                            device("a", Transport.MQTT),
                            device("b", Transport.HTTPS),
                            device("c", Transport.MQTT),
                            device("d", Transport.MQTT)),
                    List.of(
                            assigned("a", 10, 1000),
                            new DeviceResult.Failed(
                                    "b",
                                    DeviceResult.Cause.REFUSED,
                                    "no",
                                    0,
                                    new Traffic.Bytes(7, 7)),
                            assigned("c", 30, 3000),
                            assigned("d", 20, 3001)));

    @Test
    void everyKindHasALineInTheOrderOfTheTransports() {
        assertThat(REPORT.table().lines())
                .satisfiesExactly(
                        heading -> assertThat(heading).startsWith("transport  attestation"),
                        rule -> assertThat(rule).startsWith("---"),
                        https ->
                                assertThat(https).matches("https +symmetric-key +1 +0 +1 +- +- +-"),
                        mqtt ->
                                assertThat(mqtt)
                                        .matches(
                                                "mqtt +symmetric-key +3 +3 +0 +20 ms +30 ms"
                                                        + " +2334"));
    }

    @Test
    void theDocumentSaysTheSame() {
        assertThat(JsonText.text(REPORT.json()))
                .contains(
                        "{\"transport\":\"mqtt\",\"attestation\":\"symmetric-key\",\"devices\":3,"
                                + "\"assigned\":3,\"failed\":0,\"medianMilliseconds\":20,"
                                + "\"p95Milliseconds\":30,\"bytesPerDevice\":2334}");
    }

    private static DeviceResult assigned(String id, long millis, long bytes) {
        return new DeviceResult.Assigned(
                id, "hub", id, Duration.ofMillis(millis), 0, new Traffic.Bytes(bytes, 0));
    }

    private static SimulatedDevice device(String id, Transport transport) {
        return new SimulatedDevice(
                id,
                new DeviceCredential.SymmetricKey(Secret.of(new byte[32])),
                transport,
                StockClient.QUICK);
    }
}
