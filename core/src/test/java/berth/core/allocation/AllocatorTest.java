package berth.core.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import berth.core.enrollment.EnrollmentSettings;
import berth.core.hub.HubLink;
import berth.core.hub.LinkedHub;
import berth.core.id.HubHostName;
import berth.core.id.RegistrationId;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class AllocatorTest {
    private static final int DEVICES = 100_000;
    private static final LinkedHub A = hub("a.example", 1, true);
    private static final LinkedHub B = hub("b.example", 2, true);
    private static final LinkedHub C = hub("c.example", 5, true);

    @Test
    void sharesFollowTheWeights() {
        var shares = shares(List.of(A, B, C));

        assertThat(shares.get(A.hostName()) / (double) DEVICES).isCloseTo(1 / 8.0, within(0.00375));
        assertThat(shares.get(B.hostName()) / (double) DEVICES).isCloseTo(2 / 8.0, within(0.0075));
        assertThat(shares.get(C.hostName()) / (double) DEVICES).isCloseTo(5 / 8.0, within(0.01875));
    }

    @Test
    void theOrderOfTheHubsDoesNotMatter() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(chosen(i, List.of(A, B, C))).isEqualTo(chosen(i, List.of(C, A, B)));
        }
    }

    @Test
    void aNewHubTakesDevicesOnlyForItself() {
        for (int i = 0; i < 10_000; i++) {
            var before = chosen(i, List.of(A, B));
            var after = chosen(i, List.of(A, B, C));

            assertThat(after).isIn(before, C.hostName());
        }
    }

    @Test
    void theHubsOfTheEnrollmentLimitTheChoice() {
        var settings = settings(null, List.of(B.hostName()));

        assertThat(choose(settings, List.of(A, B, C))).isEqualTo(B.hostName());
    }

    @Test
    void aHubThatOptedOutIsChosenOnlyWhereItIsNamed() {
        var out = hub("out.example", 1000, false);

        assertThat(shares(List.of(A, out))).containsOnlyKeys(A.hostName());
        assertThat(choose(settings(null, List.of(out.hostName())), List.of(A, out)))
                .isEqualTo(out.hostName());
    }

    @Test
    void theStaticPolicyNeedsExactlyOneNamedHub() {
        assertThat(choose(settings(AllocationPolicy.STATIC, List.of(C.hostName())), List.of(A, C)))
                .isEqualTo(C.hostName());
        assertThat(
                        allocate(
                                settings(
                                        AllocationPolicy.STATIC,
                                        List.of(A.hostName(), C.hostName())),
                                List.of(A, C)))
                .isInstanceOf(Allocator.Choice.NoHub.class);
        assertThat(allocate(settings(AllocationPolicy.STATIC, null), List.of(A, C)))
                .isInstanceOf(Allocator.Choice.NoHub.class);
    }

    @Test
    void theLegacySingleTargetCountsAsStatic() {
        var legacy =
                new EnrollmentSettings(null, false, null, null, null, null, B.hostName(), null);

        assertThat(choose(legacy, List.of(A, B, C))).isEqualTo(B.hostName());
    }

    @Test
    void withoutAUsableHubThereIsAReason() {
        assertThat(allocate(EnrollmentSettings.NONE, List.of()))
                .isEqualTo(new Allocator.Choice.NoHub("no hub is linked to this service"));
        assertThat(allocate(settings(null, List.of(new HubHostName("gone.example"))), List.of(A)))
                .isEqualTo(
                        new Allocator.Choice.NoHub(
                                "none of the hubs the enrollment allows is linked"));
    }

    private static Map<HubHostName, Integer> shares(List<LinkedHub> hubs) {
        var shares = new HashMap<HubHostName, Integer>();
        for (int i = 0; i < DEVICES; i++) {
            shares.merge(chosen(i, hubs), 1, Integer::sum);
        }
        return shares;
    }

    private static HubHostName chosen(int device, List<LinkedHub> hubs) {
        return Stream.of(
                        Allocator.choose(
                                new RegistrationId("device-" + device),
                                EnrollmentSettings.NONE,
                                AllocationPolicy.EVENLY_WEIGHTED,
                                hubs))
                .map(Allocator.Choice.Chosen.class::cast)
                .findFirst()
                .orElseThrow()
                .hub()
                .hostName();
    }

    private static HubHostName choose(EnrollmentSettings settings, List<LinkedHub> hubs) {
        return ((Allocator.Choice.Chosen) allocate(settings, hubs)).hub().hostName();
    }

    private static Allocator.Choice allocate(EnrollmentSettings settings, List<LinkedHub> hubs) {
        return Allocator.choose(
                new RegistrationId("device"), settings, AllocationPolicy.EVENLY_WEIGHTED, hubs);
    }

    private static EnrollmentSettings settings(AllocationPolicy policy, List<HubHostName> hubs) {
        return new EnrollmentSettings(null, false, null, null, policy, hubs, null, null);
    }

    private static LinkedHub hub(String host, int weight, boolean applies) {
        return new LinkedHub(
                new HubHostName(host), new HubLink.Embedded(), "local", weight, applies);
    }
}
