package berth.core.allocation;

import static berth.core.allocation.Scene.A;
import static berth.core.allocation.Scene.B;
import static berth.core.allocation.Scene.C;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.allocation.Allocator.Choice;
import berth.core.id.HubHostName;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Which policy and which hubs apply.
class AllocatorTest {
    private static final Scene ALL = Scene.of(A, B, C);

    @Test
    void theHubsOfTheEnrollmentLimitTheChoice() {
        assertThat(ALL.enrollment(null, B).shares(100)).containsOnlyKeys(B);
        assertThat(ALL.enrollment(null, A, C).shares(100)).containsOnlyKeys(A, C);
    }

    @Test
    void aHubThatOptedOutIsChosenOnlyWhereItIsNamed() {
        var out = Scene.optedOut("out.example");
        var scene = Scene.of(A, out);

        assertThat(scene.shares(100)).containsOnlyKeys(A);
        assertThat(scene.instancePolicy(AllocationPolicy.LOWEST_LATENCY).shares(100))
                .containsOnlyKeys(A);
        assertThat(scene.enrollment(null, out).chosen(1)).isEqualTo(out);
    }

    @Test
    void theEnrollmentsPolicyGoesBeforeTheInstances() {
        var scene = ALL.instancePolicy(AllocationPolicy.STATIC).measured(A, 1).measured(C, 100);

        assertThat(scene.enrollment(AllocationPolicy.LOWEST_LATENCY, A, C).shares(100))
                .containsOnlyKeys(A);
        assertThat(scene.enrollment(AllocationPolicy.EVENLY_WEIGHTED).shares(100))
                .containsOnlyKeys(A, B, C);
    }

    @Test
    void aSingleTargetWinsOverEveryInstancePolicy() {
        for (var policy :
                List.of(
                        AllocationPolicy.EVENLY_WEIGHTED,
                        AllocationPolicy.LOWEST_LATENCY,
                        AllocationPolicy.STATIC)) {
            var scene = ALL.instancePolicy(policy).measured(B, 1).measured(C, 500);

            assertThat(scene.enrollment(null, C).chosen(1)).isEqualTo(C);
            assertThat(scene.enrollment(AllocationPolicy.STATIC, C).chosen(1)).isEqualTo(C);
            assertThat(scene.legacyTarget(C).chosen(1)).isEqualTo(C);
        }
    }

    @Test
    void theStaticPolicyNeedsExactlyOneNamedHub() {
        assertThat(ALL.enrollment(AllocationPolicy.STATIC, C).choose())
                .isEqualTo(new Choice.Chosen(C, "static"));
        assertThat(ALL.enrollment(AllocationPolicy.STATIC, A, C).choose())
                .isEqualTo(
                        new Choice.NoHub(
                                "the static policy needs exactly one hub in the enrollment"));
        assertThat(ALL.enrollment(AllocationPolicy.STATIC).choose())
                .isEqualTo(
                        new Choice.NoHub("the static policy needs a hub named in the enrollment"));
        assertThat(ALL.instancePolicy(AllocationPolicy.STATIC).choose())
                .isInstanceOf(Choice.NoHub.class);
    }

    @Test
    void theLegacySingleTargetCountsAsStatic() {
        assertThat(ALL.legacyTarget(B).choose()).isEqualTo(new Choice.Chosen(B, "static"));
    }

    @Test
    void theFunctionChoosesAmongTheEnrollmentsHubsOrAllThatAreLinked() {
        var out = Scene.optedOut("out.example");
        var scene = Scene.of(A, B, out);

        assertThat(scene.enrollment(AllocationPolicy.CUSTOM, B).choose())
                .isEqualTo(new Choice.AskFunction(List.of(B)));
        assertThat(scene.enrollment(AllocationPolicy.CUSTOM).choose())
                .isEqualTo(new Choice.AskFunction(List.of(A, B, out)));
    }

    @Test
    void withoutTheFunctionTheInstancesPolicyDecidesAmongTheEnrollmentsHubs() {
        var custom =
                Scene.of(A, B, C)
                        .measured(A, 1)
                        .measured(B, 50)
                        .measured(C, 100)
                        .enrollment(AllocationPolicy.CUSTOM, B, C);
        int deviceOfC = Scene.deviceOf(C, B, C);

        assertThat(custom.withoutFunction(deviceOfC, null))
                .isEqualTo(new Choice.Chosen(C, "evenly weighted among 2 hubs"));
        assertThat(
                        custom.instancePolicy(AllocationPolicy.LOWEST_LATENCY)
                                .withoutFunction(deviceOfC, null))
                .isEqualTo(new Choice.Chosen(B, "lowest latency, 50.0 ms"));
    }

    @Test
    void withoutTheFunctionAStaticInstancePolicyMeansEvenlyWeighted() {
        var custom =
                ALL.instancePolicy(AllocationPolicy.STATIC).enrollment(AllocationPolicy.CUSTOM);
        int deviceOfB = Scene.deviceOf(B, A, B, C);

        assertThat(custom.withoutFunction(deviceOfB, null))
                .isEqualTo(new Choice.Chosen(B, "evenly weighted among 3 hubs"));
    }

    @Test
    void withoutAUsableHubThereIsAReason() {
        var gone = List.of(new HubHostName("gone.example"));
        var none = new Choice.NoHub("no hub is linked to this service");
        for (var policy : AllocationPolicy.values()) {
            assertThat(Scene.of().enrollment(policy).choose()).as("%s", policy).isEqualTo(none);
            assertThat(ALL.enrollment(policy, gone).choose())
                    .as("%s", policy)
                    .isEqualTo(
                            new Choice.NoHub("none of the hubs the enrollment allows is linked"));
        }
        assertThat(Scene.of(Scene.optedOut("out.example")).choose())
                .isEqualTo(
                        new Choice.NoHub("every linked hub is kept out of automatic allocation"));
    }

    @Test
    void theOnlyHubIsCalledThat() {
        assertThat(Scene.of(A).reason(1, null)).isEqualTo("the only hub to choose from");
    }
}
