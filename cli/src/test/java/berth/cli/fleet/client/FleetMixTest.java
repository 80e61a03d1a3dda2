package berth.cli.fleet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.cli.fleet.client.FleetMix.Kind;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Set;

class FleetMixTest {
    @Test
    void everythingIsFiveTransportsWithThreeAttestationsWithoutTpmOverMqtt() {
        assertThat(FleetMix.all(StockClient.QUICK).kinds())
                .hasSize(13)
                .doesNotContain(
                        new Kind(Transport.MQTT, Mechanism.TPM),
                        new Kind(Transport.MQTT_WS, Mechanism.TPM));
    }

    @Test
    void devicesAreSpreadOverTheKindsInTurn() {
        var mix = FleetMix.all(StockClient.QUICK);
        var counts = new HashMap<Kind, Integer>();
        for (int i = 0; i < 200; i++) {
            counts.merge(mix.of(i), 1, Integer::sum);
        }

        assertThat(counts).hasSize(13);
        assertThat(counts.values()).allMatch(count -> count == 15 || count == 16);
        assertThat(mix.count(Mechanism.TPM, 200))
                .isEqualTo(
                        counts.entrySet().stream()
                                .filter(entry -> entry.getKey().mechanism() == Mechanism.TPM)
                                .mapToInt(java.util.Map.Entry::getValue)
                                .sum());
    }

    @Test
    void whatANameCannotHaveInTheMixIsLeftOut() {
        var mix =
                FleetMix.choose(
                        StockClient.QUICK,
                        Set.of(Transport.MQTT, Transport.HTTPS),
                        Set.of(Mechanism.TPM, Mechanism.X509));

        assertThat(mix.kinds())
                .containsExactlyInAnyOrder(
                        new Kind(Transport.HTTPS, Mechanism.TPM),
                        new Kind(Transport.HTTPS, Mechanism.X509),
                        new Kind(Transport.MQTT, Mechanism.X509));
    }

    @Test
    void whatNobodyCanDoIsRefusedWithWhatIsPossible() {
        assertThatThrownBy(
                        () ->
                                FleetMix.choose(
                                        StockClient.QUICK,
                                        Set.of(Transport.MQTT),
                                        Set.of(Mechanism.TPM)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the client 'quick' has no mqtt with tpm; it has symmetric-key over https,"
                                + " mqtt, mqtt-ws, amqp, amqp-ws; x509 over https, mqtt, mqtt-ws,"
                                + " amqp, amqp-ws; tpm over https, amqp, amqp-ws");
    }

    @Test
    void aTransportThatAClientDoesNotHaveIsRefused() {
        assertThatThrownBy(
                        () -> FleetMix.choose(StockClient.EDGE, Set.of(Transport.MQTT), Set.of()))
                .hasMessageStartingWith("the client 'edge' has no mqtt; it has symmetric-key over")
                .hasMessageEndingWith("tpm over https");
        assertThatThrownBy(
                        () -> FleetMix.choose(StockClient.PYTHON, Set.of(), Set.of(Mechanism.TPM)))
                .hasMessageContaining("it has symmetric-key over mqtt, mqtt-ws; x509 over");
    }
}
