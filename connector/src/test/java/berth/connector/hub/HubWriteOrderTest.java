package berth.connector.hub;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.hub.HubAnswer;
import berth.core.hub.InitialTwin;
import berth.core.id.DeviceId;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.testkit.hub.HubDevices;
import berth.testkit.hub.HubOrders;
import berth.wire.json.InitialTwinJson;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The order in which an order's writes go out, and that it is a safe one: every interleaving of an
/// older and a newer order, with replies that get lost and writes that arrive late, ends with the
/// newer one in effect.
final class HubWriteOrderTest {
    private static final DeviceId DEVICE = new DeviceId("meter-7");

    /// What is there before.
    enum Scene {
        NOTHING,
        FOREIGN_DEVICE,
        DEVICE_WITH_OPERATORS_WORDS,
        DEVICE_OF_AN_EARLIER_GENERATION;

        HubDevices devices() {
            var devices = new HubDevices();
            if (this != NOTHING) {
                devices.create(
                        DEVICE.value(),
                        new JsonObject(Map.of("status", new JsonString("enabled"))),
                        InitialTwinJson.write(HubOrders.twin(9)));
            }
            switch (this) {
                case NOTHING, FOREIGN_DEVICE -> {}
                case DEVICE_WITH_OPERATORS_WORDS ->
                        devices.operatorSets(
                                DEVICE.value(), "statusReason", new JsonString("in repair"));
                case DEVICE_OF_AN_EARLIER_GENERATION ->
                        devices.operatorSets(
                                DEVICE.value(),
                                "statusReason",
                                new JsonString(HubOrders.marker(1).text()));
            }
            return devices;
        }
    }

    @Test
    void aNewDeviceCostsOneCall() {
        assertThat(calls(Scene.NOTHING, order(2, TwinWrite.RESET)))
                .containsExactly("create with twin");
        assertThat(calls(Scene.NOTHING, without(2))).containsExactly("create");
    }

    @Test
    void aResetWritesTheTwinLastAndLooksAtTheMarkerBefore() {
        assertThat(calls(Scene.DEVICE_OF_AN_EARLIER_GENERATION, order(2, TwinWrite.RESET)))
                .containsExactly(
                        "create with twin",
                        "read",
                        "update",
                        "read twin of",
                        "read",
                        "replace twin of");
    }

    @Test
    void aKeptTwinIsMovedOnToAnotherEtag() {
        assertThat(calls(Scene.DEVICE_OF_AN_EARLIER_GENERATION, order(2, TwinWrite.KEEP)))
                .containsExactly(
                        "create with twin", "read", "update", "read twin of", "patch twin of");
    }

    @Test
    void withoutAMarkerOnTheIdentityTheTwinIsLookedAtFirst() {
        assertThat(calls(Scene.FOREIGN_DEVICE, order(2, TwinWrite.KEEP)))
                .startsWith("create with twin", "read", "read twin of", "update");
    }

    @Test
    void besideAnOperatorsWordsTheMarkerIsWrittenBeforeTheCredentials() {
        assertThat(calls(Scene.DEVICE_WITH_OPERATORS_WORDS, order(2, TwinWrite.RESET)))
                .containsExactly(
                        "create with twin", "read", "read twin of", "replace twin of", "update");
    }

    @Test
    void whoeverIsOvertakenAgainAndAgainGivesUpForNow() {
        var devices = Scene.FOREIGN_DEVICE.devices();
        HubStep step = new Provisioning(order(2, TwinWrite.KEEP)).start();
        int asked = 0;
        while (step instanceof HubStep.Ask(var call, var then)) {
            asked++;
            if (call instanceof HubCall.ReplaceIdentity) {
                devices.operatorSets(DEVICE.value(), "status", new JsonString("disabled"));
            }
            step = then.apply(ModelHub.carryOut(call, devices));
        }

        assertThat(((HubStep.End) step).answer()).isInstanceOf(HubAnswer.Unknown.class);
        assertThat(asked).isEqualTo(1 + 3 * Provisioning.ROUNDS_MAX);
    }

    @ParameterizedTest
    @CsvSource({
        "NOTHING, RESET, RESET",
        "NOTHING, RESET, KEEP",
        "NOTHING, KEEP, RESET",
        "NOTHING, KEEP, KEEP",
        "FOREIGN_DEVICE, RESET, RESET",
        "FOREIGN_DEVICE, RESET, KEEP",
        "FOREIGN_DEVICE, KEEP, RESET",
        "FOREIGN_DEVICE, KEEP, KEEP",
        "DEVICE_WITH_OPERATORS_WORDS, RESET, RESET",
        "DEVICE_WITH_OPERATORS_WORDS, RESET, KEEP",
        "DEVICE_WITH_OPERATORS_WORDS, KEEP, RESET",
        "DEVICE_WITH_OPERATORS_WORDS, KEEP, KEEP",
        "DEVICE_OF_AN_EARLIER_GENERATION, RESET, RESET",
        "DEVICE_OF_AN_EARLIER_GENERATION, RESET, KEEP",
        "DEVICE_OF_AN_EARLIER_GENERATION, KEEP, RESET",
        "DEVICE_OF_AN_EARLIER_GENERATION, KEEP, KEEP",
    })
    void noWriteOfAnOlderOrderTakesEffectAfterANewerOneIsDone(
            Scene scene, TwinWrite older, TwinWrite newer) {
        var race = new OrderRace(DEVICE, order(2, older), order(3, newer), scene != Scene.NOTHING);

        race.explore(scene.devices());

        assertThat(race.endings()).isPositive();
    }

    private static DeviceOrder order(int generation, TwinWrite twinWrite) {
        return HubOrders.order(DEVICE, generation, twinWrite);
    }

    private static DeviceOrder without(int generation) {
        return HubOrders.order(DEVICE, generation, TwinWrite.RESET, InitialTwin.EMPTY);
    }

    /// The calls of an order that nobody disturbs, without the device's name.
    private static List<String> calls(Scene scene, DeviceOrder order) {
        var devices = scene.devices();
        var calls = new ArrayList<String>();
        HubStep step = new Provisioning(order).start();
        while (step instanceof HubStep.Ask(var call, var then)) {
            calls.add(call.description().replace(" " + DEVICE, ""));
            step = then.apply(ModelHub.carryOut(call, devices));
        }
        assertThat(step).isInstanceOf(HubStep.End.class);
        assertThat(((HubStep.End) step).answer()).isInstanceOf(HubAnswer.Done.class);
        return calls;
    }
}
