package berth.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import berth.cli.allocation.DemoAllocation;
import berth.cli.check.DeviceEvidence.Identity;
import berth.cli.check.DeviceEvidence.Placement;
import berth.core.allocation.AllocationPolicy;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.List;

/// The judgement finds each kind of trouble, and finds none where there is none.
class ExactlyOnceTest {
    private static final String A = "a.test";
    private static final String B = "b.test";
    private static final DemoAllocation EVENLY =
            new DemoAllocation(AllocationPolicy.EVENLY_WEIGHTED, List.of(A, B), null);

    @Test
    void aFleetThatIsWhereItWasToldHolds() {
        var check = judge(proper("one", A), proper("two", B));

        assertThat(check.holds()).isTrue();
        assertThat(check.assigned()).isEqualTo(2);
        assertThat(check.sentence()).startsWith("The hubs hold all 2 identities");
    }

    @Test
    void aDoubledDeviceIsFound() {
        var check =
                judge(
                        proper("one", A),
                        new DeviceEvidence("two", at(A), List.of(identity(A), identity(B)), at(A)));

        assertThat(check.doubled()).containsExactly("two: in a.test and b.test");
        assertThat(check.assigned()).isEqualTo(1);
        assertThat(check.holds()).isFalse();
    }

    @Test
    void aDeviceThatIsInNoHubIsLost() {
        var check = judge(new DeviceEvidence("one", at(A), List.of(), at(A)));

        assertThat(check.lost()).singleElement().asString().startsWith("one: is in no hub");
        assertThat(check.holds()).isFalse();
    }

    @Test
    void aDeviceThatTheServiceDoesNotKnowIsLost() {
        var check = judge(new DeviceEvidence("one", at(A), List.of(identity(A)), null));

        assertThat(check.lost()).singleElement().asString().contains("no registration");
    }

    @Test
    void aDeviceThatWasNeverToldIsLost() {
        var check = judge(new DeviceEvidence("one", null, List.of(identity(A)), at(A)));

        assertThat(check.lost()).singleElement().asString().contains("never told");
    }

    @Test
    void aDeviceInAnotherHubThanItWasToldIsMisplaced() {
        var check = judge(new DeviceEvidence("one", at(A), List.of(identity(B)), at(A)));

        assertThat(check.misplaced()).singleElement().asString().startsWith("one: is in b.test");
        assertThat(check.holds()).isFalse();
    }

    @Test
    void aRegistrationThatSaysOtherwiseIsAMisplacement() {
        var otherHub = new DeviceEvidence("one", at(A), List.of(identity(A)), at(B));
        var otherId =
                new DeviceEvidence("two", at(A), List.of(identity(A)), new Placement(A, "three"));

        assertThat(judge(otherHub, otherId).misplaced()).hasSize(2);
    }

    @Test
    void aDeviceThatMayNotConnectOrHasNoTwinIsMisplaced() {
        var disabled = of("one", new Identity(A, false, true, null));
        var bare = of("two", new Identity(A, true, false, null));

        assertThat(judge(disabled, bare).misplaced()).hasSize(2);
    }

    @Test
    void aDeviceThatThePolicyWantsElsewhereIsMisplaced() {
        var fixed = new DemoAllocation(AllocationPolicy.STATIC, List.of(A, B), null);

        var check = ExactlyOnce.judge(List.of(proper("one", A), proper("two", B)), fixed);

        assertThat(check.misplaced())
                .containsExactly("two: is in b.test, but its policy wants a.test");
    }

    @Test
    void aDeviceWithoutTheTagOfTheFunctionIsMisplaced() {
        var custom =
                new DemoAllocation(
                        AllocationPolicy.CUSTOM,
                        List.of(A, B),
                        URI.create("http://127.0.0.1:1/api/place"));
        var placed = of("d-oslo-1", new Identity(A, true, true, "oslo"));
        var untagged = of("d-oslo-2", new Identity(A, true, true, null));

        var check = ExactlyOnce.judge(List.of(placed, untagged), custom);

        assertThat(check.misplaced())
                .containsExactly("d-oslo-2: lacks the tag site = oslo in its twin");
    }

    private static ExactlyOnce judge(DeviceEvidence... fleet) {
        return ExactlyOnce.judge(List.of(fleet), EVENLY);
    }

    private static DeviceEvidence proper(String id, String hub) {
        return new DeviceEvidence(id, at(hub), List.of(identity(hub)), at(hub));
    }

    private static DeviceEvidence of(String id, Identity identity) {
        return new DeviceEvidence(id, at(identity.hub()), List.of(identity), at(identity.hub()));
    }

    private static Placement at(String hub) {
        return new Placement(hub, "device");
    }

    private static Identity identity(String hub) {
        return new Identity(hub, true, true, null);
    }
}
