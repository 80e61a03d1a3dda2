package berth.core.registration;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.IdScope;
import berth.testkit.store.Samples;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A scope with a long queue does not keep the others waiting. Source: reliability, section 3.4.
class ScopeFairnessTest {
    private static final IdScope LOUD = new IdScope("0neLOUD");
    private static final IdScope QUIET = new IdScope("0neQUIET");
    private static final IdScope CALM = new IdScope("0neCALM");

    private final AssignmentScene scene = new AssignmentScene();
    private final Samples samples = new Samples(5);

    @Test
    void oneOperationBehindAHundredOfAnotherScopeIsClaimedAtOnce() {
        admit(LOUD, 100);
        scene.clock.pass(Duration.ofSeconds(1));
        admit(QUIET, 1);
        leasesRunOut();

        assertThat(claim(2)).contains(QUIET);
    }

    @Test
    void scopesTakeTurnsWithinAClaim() {
        admit(LOUD, 20);
        admit(QUIET, 3);
        admit(CALM, 3);
        leasesRunOut();

        assertThat(claim(9)).containsOnly(LOUD, QUIET, CALM).satisfies(this::eachThreeTimes);
    }

    /// With one place a claim, nobody waits longer than there are scopes.
    @Test
    void scopesTakeTurnsFromClaimToClaim() {
        admit(LOUD, 20);
        admit(QUIET, 1);
        admit(CALM, 1);
        leasesRunOut();
        var served = new ArrayList<IdScope>();

        for (int round = 0; round < 8; round++) {
            served.addAll(claim(1));
        }

        assertThat(served).contains(QUIET, CALM);
    }

    @Test
    void aScopeThatIsAloneIsServedInFull() {
        admit(LOUD, 20);
        leasesRunOut();

        assertThat(claim(15)).hasSize(15).containsOnly(LOUD);
    }

    @Test
    void withinAScopeTheOldestComesFirst() {
        for (int device = 0; device < 3; device++) {
            admit(QUIET, "device-" + device);
            scene.clock.pass(Duration.ofSeconds(1));
        }
        leasesRunOut();

        assertThat(scene.registrations.claim("node-2", Lease.DURATION, 3).operations())
                .extracting(operation -> operation.registrationId().value())
                .containsExactly("device-0", "device-1", "device-2");
    }

    private void eachThreeTimes(List<? extends IdScope> served) {
        assertThat(served).filteredOn(LOUD::equals).hasSize(3);
        assertThat(served).filteredOn(QUIET::equals).hasSize(3);
        assertThat(served).filteredOn(CALM::equals).hasSize(3);
    }

    private List<IdScope> claim(int limit) {
        return scene.registrations.claim("node-2", Lease.DURATION, limit).operations().stream()
                .map(Operation::scope)
                .toList();
    }

    private void admit(IdScope scope, int devices) {
        for (int device = 0; device < devices; device++) {
            admit(scope, "device-" + device);
        }
    }

    private void admit(IdScope scope, String device) {
        scene.admit(scope, device, samples.individual(scope, device));
    }

    /// The nodes that admitted them are gone.
    private void leasesRunOut() {
        scene.clock.pass(Lease.DURATION.plusSeconds(1));
    }
}
