package berth.core.registration.model;

import static berth.core.registration.model.Cast.EMBEDDED;
import static berth.core.registration.model.Cast.REMOTE;
import static berth.core.registration.model.Fault.HUB_FULL;
import static berth.core.registration.model.Fault.KILL;
import static berth.core.registration.model.Fault.LATE_CALL;
import static berth.core.registration.model.Fault.LEASE_THEFT;
import static berth.core.registration.model.Fault.LOST_REPLY;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.HubHostName;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import java.util.List;

/// Everything that can happen to a registration, within bounds, and that the invariants of
/// [Invariant] hold in every state of it, in every step, and wherever nothing goes on any more; and
/// that from every state the engine comes to rest if nothing further fails.
///
/// Real: `Admission`, `AssignDevice` with the planner and `RegistrationMachine`, `WorkOff`,
/// `DeviceLifecycle`; cut at each read of the store, each call of a hub and each write. Modelled:
/// the store ([ModelStore]), a remote hub whose calls get lost or late ([RemoteHubModel]), an
/// embedded one ([EmbeddedHubModel]). Not modelled: what is in a twin, allocation functions, the
/// shortcut for unchanged assignments; asset systems do not exist yet, so neither do the rules and
/// mutants about them (deterministic asset ids).
///
/// Assumed: no call is under way, and no worker paused, for longer than an absence watch lasts.
///
/// Source: reliability, sections 6 and 12.
class RegistrationModelTest {
    private static final Fault[] BESIDE_KILL = {LEASE_THEFT, LOST_REPLY, LATE_CALL, HUB_FULL};

    private static long states;
    private static int depth;

    @AfterAll
    static void report() {
        System.out.printf("registration model: %,d states, depth %d%n", states, depth);
    }

    @Test
    void oneRegistrationSurvivesThreeFaults() {
        holds(faults(3, Bounds.of(List.of(REMOTE))));
        holds(faults(3, Bounds.of(List.of(EMBEDDED))));
    }

    @Test
    void oneRegistrationSurvivesTwoFaultsAndItsDeadline() {
        holds(faults(2, Bounds.of(List.of(REMOTE))).wishes(1, Wish.TIME_PASSES));
        holds(faults(3, Bounds.of(List.of(EMBEDDED))).wishes(1, Wish.TIME_PASSES));
    }

    @Test
    void aSecondRegistrationAtTheSameHubSurvivesTwoFaults() {
        holds(faults(2, Bounds.of(List.of(REMOTE), List.of(REMOTE))));
        holds(faults(2, Bounds.of(List.of(EMBEDDED), List.of(EMBEDDED))));
    }

    @Test
    void aMoveBetweenHubsSurvivesTwoFaults() {
        holds(faults(2, Bounds.of(List.of(REMOTE), List.of(EMBEDDED))));
        holds(faults(2, Bounds.of(List.of(EMBEDDED), List.of(REMOTE))));
    }

    @Test
    void aHubThatIsFullIsMadeUpForByTheNext() {
        var both = List.of(EMBEDDED, REMOTE);
        holds(faults(2, Bounds.of(both, both)));
    }

    @Test
    void twoLateWritesDoNoHarm() {
        var bounds = Bounds.of(List.of(REMOTE), List.of(REMOTE)).faults(2, LATE_CALL);
        holds(bounds.wishes(1, Wish.TIME_PASSES));
        holds(bounds.wishes(1, Wish.DISABLE_ENROLLMENT));
    }

    @Test
    void aDeadlineEndsARegistrationWhereverItStands() {
        holds(oneFault(REMOTE, EMBEDDED).wishes(1, Wish.TIME_PASSES));
        holds(oneFault(EMBEDDED, REMOTE).wishes(1, Wish.TIME_PASSES));
    }

    @Test
    void anEnrollmentMayBeDisabledAtAnyMoment() {
        holds(oneFault(REMOTE, EMBEDDED).wishes(1, Wish.DISABLE_ENROLLMENT));
        holds(oneFault(EMBEDDED, REMOTE).wishes(1, Wish.DISABLE_ENROLLMENT));
    }

    @Test
    void aRegistrationMayBeDeletedAtAnyMoment() {
        holds(oneFault(REMOTE, REMOTE).wishes(1, Wish.DELETE_REGISTRATION));
        holds(oneFault(EMBEDDED, REMOTE).wishes(1, Wish.DELETE_REGISTRATION));
    }

    @Test
    void aDeviceMayBeDisabledAndEnabledAtAnyMoment() {
        holds(
                Bounds.of(List.of(EMBEDDED), List.of(REMOTE))
                        .faults(1, KILL, LATE_CALL)
                        .wishes(2, Wish.DISABLE_DEVICE, Wish.ENABLE_DEVICE));
        holds(oneFault(REMOTE, EMBEDDED).wishes(1, Wish.DISABLE_DEVICE));
    }

    @Test
    void aDeviceMayBeDecommissionedAtAnyMoment() {
        holds(oneFault(REMOTE, EMBEDDED).wishes(1, Wish.DECOMMISSION_DEVICE));
        holds(oneFault(EMBEDDED, REMOTE).wishes(1, Wish.DECOMMISSION_DEVICE));
    }

    @Test
    void aDeletedRegistrationsDeviceMayBeKeptOut() {
        var bounds = Bounds.of(List.of(REMOTE), List.of(EMBEDDED));
        holds(bounds.wishes(2, Wish.DELETE_REGISTRATION, Wish.DISABLE_DEVICE));
        holds(bounds.wishes(2, Wish.DELETE_REGISTRATION, Wish.DECOMMISSION_DEVICE));
    }

    @Test
    void aHubMayBeUnlinkedAtAnyMoment() {
        holds(oneFault(REMOTE, EMBEDDED).wishes(1, Wish.UNLINK_REMOTE_HUB));
        holds(oneFault(EMBEDDED, REMOTE).wishes(1, Wish.UNLINK_REMOTE_HUB));
    }

    private static Bounds oneFault(HubHostName first, HubHostName second) {
        return faults(1, Bounds.of(List.of(first), List.of(second)));
    }

    private static Bounds faults(int max, Bounds bounds) {
        return bounds.faults(max, KILL, BESIDE_KILL);
    }

    private static void holds(Bounds bounds) {
        var result = new Exploration(bounds).explore();
        states += result.worlds();
        depth = Math.max(depth, result.depth());
        assertThat(result.breach()).as(() -> result.toString()).isEmpty();
        assertThat(result.atRest()).as("endings").isPositive();
    }
}
