package berth.core.allocation;

import static berth.core.allocation.Scene.A;
import static berth.core.allocation.Scene.B;
import static berth.core.allocation.Scene.C;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.allocation.Allocator.Choice;
import berth.core.hub.LinkedHub;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Hubs that drain, and hubs that are in trouble.
class HubTroubleTest {
    private static final int DEVICES = 300;
    private static final LinkedHub DRAINING = C.withDraining(true);
    private static final Scene ALL = Scene.of(A, B, C);
    private static final Scene ONE_DRAINS = Scene.of(A, B, DRAINING);
    private static final int DEVICE_OF_C = Scene.deviceOf(C, A, B, C);

    @Test
    void aDrainingHubGetsNoDeviceAndItsDevicesLeave() {
        assertThat(ONE_DRAINS.shares(DEVICES)).containsOnlyKeys(A, B);
        for (int device = 0; device < DEVICES; device++) {
            assertThat(ONE_DRAINS.chosen(device, DRAINING))
                    .isIn(A, B)
                    .isEqualTo(Scene.of(A, B).chosen(device));
        }
        assertThat(ONE_DRAINS.reason(DEVICE_OF_C, null))
                .isEqualTo("evenly weighted among 2 hubs; left out: c.example draining");
    }

    @Test
    void drainingMovesNobodyElse() {
        for (int device = 0; device < DEVICES; device++) {
            var before = ALL.chosen(device);
            if (!before.equals(C)) {
                assertThat(ONE_DRAINS.chosen(device, before)).isEqualTo(before);
            }
        }
    }

    @Test
    void aDrainingHubIsChosenWhereNoOtherIsAllowed() {
        assertThat(ONE_DRAINS.enrollment(null, DRAINING).chosen(1)).isEqualTo(DRAINING);
        assertThat(Scene.of(A.withDraining(true), DRAINING).shares(DEVICES)).hasSize(2);
    }

    @Test
    void aNewDeviceIsKeptFromAnUnwellHub() {
        var scene = ALL.unwell(C);

        assertThat(scene.shares(DEVICES)).containsOnlyKeys(A, B);
        assertThat(scene.reason(DEVICE_OF_C, null))
                .isEqualTo("evenly weighted among 2 hubs; left out: c.example unwell");
    }

    @Test
    void anOutageMovesNobody() {
        for (int device = 0; device < DEVICES; device++) {
            for (var current : List.of(A, B, C)) {
                var wellChoice = ALL.chosen(device, current);
                for (var out : List.of(A, B, C)) {
                    assertThat(ALL.unwell(out).chosen(device, current))
                            .as("device %d on %s while %s is out", device, current, out)
                            .isIn(wellChoice, current)
                            .isEqualTo(wellChoice.equals(out) ? current : wellChoice);
                }
                assertThat(ALL.unwell(A, B, C).chosen(device, current)).isEqualTo(current);
            }
        }
    }

    @Test
    void aDeviceThatStaysBecauseOfAnOutageSaysSo() {
        var scene = ALL.unwell(C);

        assertThat(scene.reason(DEVICE_OF_C, A))
                .isEqualTo("stays where it is: c.example, where it would go, is unwell");
        assertThat(scene.reason(DEVICE_OF_C, C))
                .isEqualTo("evenly weighted among 3 hubs; unwell, but the device is there already");
    }

    /// A hub that is full must be able to get rid of devices.
    @Test
    void aDeviceMayLeaveAnUnwellHubForWhereItBelongs() {
        int deviceOfA = Scene.deviceOf(A, A, B, C);

        assertThat(ALL.unwell(C).chosen(deviceOfA, C)).isEqualTo(A);
    }

    @Test
    void whereEveryHubIsUnwellANewDeviceGoesWhereItBelongs() {
        var scene = ALL.unwell(A, B, C);

        assertThat(scene.chosen(DEVICE_OF_C)).isEqualTo(C);
        assertThat(scene.reason(DEVICE_OF_C, null))
                .isEqualTo("evenly weighted among 3 hubs; every candidate is unwell");
        assertThat(ALL.unwell(C).enrollment(null, C).chosen(1)).isEqualTo(C);
    }

    @Test
    void aDrainingHubIsNoRefugeFromAnOutage() {
        assertThat(ONE_DRAINS.unwell(A, B).shares(DEVICES)).containsOnlyKeys(A, B);
        assertThat(ONE_DRAINS.unwell(A).shares(DEVICES)).containsOnlyKeys(B);
        assertThat(ONE_DRAINS.unwell(A).reason(Scene.deviceOf(A, A, B), null))
                .isEqualTo(
                        "the only hub to choose from; left out: c.example draining,"
                                + " a.example unwell");
    }

    @Test
    void longListsOfHubsThatAreLeftOutAreCut() {
        var hubs =
                List.of("d", "e", "f", "g").stream()
                        .map(name -> Scene.hub(name + ".example", 1).withDraining(true))
                        .toList();
        var scene = Scene.of(A, hubs.get(0), hubs.get(1), hubs.get(2), hubs.get(3));

        assertThat(scene.reason(1, null))
                .isEqualTo(
                        "the only hub to choose from; left out: d.example and e.example and"
                                + " f.example and 1 more draining");
    }

    @Test
    void theNearestHubTakesNoNewDeviceWhileItIsUnwell() {
        var near =
                ALL.instancePolicy(AllocationPolicy.LOWEST_LATENCY)
                        .measured(A, 5)
                        .measured(B, 50)
                        .measured(C, 500)
                        .unwell(A);

        assertThat(near.shares(DEVICES)).containsOnlyKeys(B);
        assertThat(near.chosen(1, A)).isEqualTo(A);
        assertThat(near.chosen(1, C)).isEqualTo(C);
    }

    @Test
    void theStaticHubIsTheOperatorsWordWhateverItsState() {
        var scene = ONE_DRAINS.unwell(C).enrollment(AllocationPolicy.STATIC, C);

        assertThat(scene.choose())
                .isEqualTo(
                        new Choice.Chosen(
                                DRAINING,
                                "static, though the hub is draining, though the hub is unwell"));
    }

    @Test
    void theFunctionIsOfferedWellHubsAndWhereTheDeviceIs() {
        var custom = ONE_DRAINS.enrollment(AllocationPolicy.CUSTOM);

        assertThat(custom.choose()).isEqualTo(new Choice.AskFunction(List.of(A, B)));
        assertThat(custom.unwell(A).choose()).isEqualTo(new Choice.AskFunction(List.of(B)));
        assertThat(custom.unwell(A).choose(1, A)).isEqualTo(new Choice.AskFunction(List.of(A, B)));
        assertThat(custom.unwell(A, B).choose()).isEqualTo(new Choice.AskFunction(List.of(A, B)));
        assertThat(custom.choose(1, DRAINING)).isEqualTo(new Choice.AskFunction(List.of(A, B)));
    }

    @Test
    void withoutTheFunctionTheSameHubsAreAvoided() {
        var custom = ONE_DRAINS.unwell(A).enrollment(AllocationPolicy.CUSTOM);

        assertThat(((Choice.Chosen) custom.withoutFunction(DEVICE_OF_C, null)).hub()).isEqualTo(B);
        assertThat(((Choice.Chosen) custom.withoutFunction(Scene.deviceOf(A, A, B), A)).hub())
                .isEqualTo(A);
    }

    @Test
    void strictParityAvoidsNothing() {
        var scene = ONE_DRAINS.unwell(A).avoidingNothing();

        for (int device = 0; device < DEVICES; device++) {
            assertThat(scene.chosen(device).hostName()).isEqualTo(ALL.chosen(device).hostName());
        }
        assertThat(scene.enrollment(AllocationPolicy.CUSTOM).choose())
                .isEqualTo(new Choice.AskFunction(List.of(A, B, DRAINING)));
    }
}
