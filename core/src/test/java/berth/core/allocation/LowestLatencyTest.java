package berth.core.allocation;

import static berth.core.allocation.Scene.A;
import static berth.core.allocation.Scene.B;
import static berth.core.allocation.Scene.C;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.LinkedHub;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Random;

class LowestLatencyTest {
    private static final int DEVICES = 300;
    private static final Scene ALL =
            Scene.of(A, B, C).instancePolicy(AllocationPolicy.LOWEST_LATENCY);

    @Test
    void theNearestHubIsChosenWhateverTheWeights() {
        var scene = ALL.measured(A, 20).measured(B, 90).measured(C, 45);

        assertThat(scene.shares(DEVICES)).containsOnlyKeys(A);
        assertThat(scene.reason(1, null)).isEqualTo("lowest latency, 20.0 ms");
    }

    @Test
    void hubsWithinTenMillisecondsShareByTheirWeights() {
        var scene = ALL.measured(A, 20).measured(B, 30).measured(C, 31);

        for (int device = 0; device < DEVICES; device++) {
            assertThat(scene.chosen(device)).isEqualTo(Scene.of(A, B).chosen(device));
        }
        assertThat(scene.reason(1, null))
                .isEqualTo(
                        "lowest latency, 20.0 ms: evenly weighted among 2 hubs within 10.0 ms"
                                + " of it");
    }

    @Test
    void farAwayAFifthCountsAsEqual() {
        var scene = ALL.measured(A, 200).measured(B, 240).measured(C, 241);

        assertThat(scene.shares(DEVICES)).containsOnlyKeys(A, B);
    }

    @Test
    void aPinnedLatencyWinsOverTheMeasuredOne() {
        var near = C.withPinnedLatency(Duration.ofMillis(1));
        var far = A.withPinnedLatency(Duration.ofMillis(400));
        var scene =
                Scene.of(far, B, near)
                        .instancePolicy(AllocationPolicy.LOWEST_LATENCY)
                        .measured(far, 2)
                        .measured(B, 50)
                        .measured(near, 300);

        assertThat(scene.shares(DEVICES)).containsOnlyKeys(near);
    }

    @Test
    void aHubThatIsNotMeasuredIsChosenOnlyIfNoneIs() {
        assertThat(ALL.measured(B, 800).shares(DEVICES)).containsOnlyKeys(B);
        assertThat(ALL.shares(DEVICES)).isEqualTo(Scene.of(A, B, C).shares(DEVICES));
        assertThat(ALL.reason(1, null))
                .isEqualTo("lowest latency: not measured yet, so evenly weighted among 3 hubs");
    }

    @Test
    void aDeviceStaysWithinTwiceTheTolerance() {
        var scene = ALL.measured(A, 20).measured(B, 40).measured(C, 41);

        assertThat(scene.chosen(1, B)).isEqualTo(B);
        assertThat(scene.reason(1, B))
                .isEqualTo(
                        "lowest latency: stays where it is, 40.0 ms is within 20.0 ms of the"
                                + " lowest, 20.0 ms");
        assertThat(scene.chosen(1, C)).isEqualTo(A);
        assertThat(scene.chosen(1, null)).isEqualTo(A);
    }

    /// After a restart nothing is measured: that must not move a fleet.
    @Test
    void aDeviceStaysWhileNothingIsKnownAboutItsHub() {
        for (var scene : List.of(ALL, ALL.measured(A, 1), ALL.measured(A, 1).measured(B, 90))) {
            for (int device = 0; device < DEVICES; device++) {
                assertThat(scene.chosen(device, C)).isEqualTo(C);
            }
        }
        assertThat(ALL.reason(1, C))
                .isEqualTo("lowest latency: stays where it is, its hub is not measured yet");
    }

    @Test
    void aDeviceLeavesForAHubThatIsClearlyNearer() {
        var scene = ALL.measured(A, 20).measured(B, 90).measured(C, 45);

        assertThat(scene.chosen(1, B)).isEqualTo(A);
    }

    @Test
    void aDeviceLeavesAHubTheEnrollmentDoesNotAllow() {
        var scene = ALL.enrollment(null, B, C).measured(A, 20).measured(B, 25).measured(C, 400);

        assertThat(scene.chosen(1, A)).isEqualTo(B);
    }

    /// Latencies that waver by as much as the tolerance, so that hubs come and go from among the
    /// equals all the time.
    @Test
    void noDeviceFlapsBetweenHubsThatAreNearlyEqual() {
        var random = new Random(17);
        var homes = new HashMap<Integer, LinkedHub>();
        int moves = 0;
        for (int round = 0; round < 200; round++) {
            var scene =
                    ALL.measured(A, 30 + random.nextInt(11))
                            .measured(B, 30 + random.nextInt(11))
                            .measured(C, 35 + random.nextInt(11));
            for (int device = 0; device < 50; device++) {
                var before = homes.get(device);
                var after = scene.chosen(device, before);
                moves += before != null && !before.equals(after) ? 1 : 0;
                homes.put(device, after);
            }
        }

        assertThat(moves).isZero();
    }
}
