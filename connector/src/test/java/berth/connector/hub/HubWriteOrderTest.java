package berth.connector.hub;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.hub.HubAnswer;
import berth.core.hub.InitialTwin;
import berth.core.id.DeviceId;
import berth.core.json.JsonString;
import berth.testkit.hub.HubOrders;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// The order in which an order's writes go out. That it is a safe one is shown by
/// [TwinWriteOrderModelTest].
final class HubWriteOrderTest {
    private static final DeviceId DEVICE = new DeviceId("meter-7");

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
        var devices = Scene.FOREIGN_DEVICE.devices(DEVICE);
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
        assertThat(asked).isEqualTo(1 + 3 * HubStep.ROUNDS_MAX);
    }

    @Test
    void aMigrationIsWrittenLikeAReset() {
        assertThat(calls(Scene.NOTHING, order(2, TwinWrite.MIGRATE)))
                .containsExactly("create with twin");
        assertThat(calls(Scene.DEVICE_OF_AN_EARLIER_GENERATION, order(2, TwinWrite.MIGRATE)))
                .isEqualTo(calls(Scene.DEVICE_OF_AN_EARLIER_GENERATION, order(2, TwinWrite.RESET)));
    }

    @Test
    void aSwitchCostsOneReadAndOneWriteOfTheRegistry() {
        assertThat(switchingCalls(Scene.NOTHING)).containsExactly("read");
        assertThat(switchingCalls(Scene.DEVICE_OF_AN_EARLIER_GENERATION))
                .containsExactly("read", "update", "read twin of", "patch twin of");
    }

    @Test
    void aSwitchBesideAnOperatorsWordsWritesTheMarkerBeforeTheStatus() {
        assertThat(switchingCalls(Scene.DEVICE_WITH_OPERATORS_WORDS))
                .containsExactly("read", "read twin of", "patch twin of", "update");
    }

    private static DeviceOrder order(int generation, TwinWrite twinWrite) {
        return HubOrders.order(DEVICE, generation, twinWrite);
    }

    private static DeviceOrder without(int generation) {
        return HubOrders.order(DEVICE, generation, TwinWrite.RESET, InitialTwin.EMPTY);
    }

    private static List<String> switchingCalls(Scene scene) {
        return calls(scene, new Switching(DEVICE, HubOrders.marker(2), false).start());
    }

    private static List<String> calls(Scene scene, DeviceOrder order) {
        return calls(scene, new Provisioning(order).start());
    }

    /// The calls of an order that nobody disturbs, without the device's name.
    private static List<String> calls(Scene scene, HubStep start) {
        var devices = scene.devices(DEVICE);
        var calls = new ArrayList<String>();
        HubStep step = start;
        while (step instanceof HubStep.Ask(var call, var then)) {
            calls.add(call.description().replace(" " + DEVICE, ""));
            step = then.apply(ModelHub.carryOut(call, devices));
        }
        assertThat(step).isInstanceOf(HubStep.End.class);
        assertThat(((HubStep.End) step).answer()).isInstanceOf(HubAnswer.Done.class);
        return calls;
    }
}
