package berth.core.registration;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.work.WorkEntry;
import berth.core.work.WorkStep;
import berth.testkit.store.Samples;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// Whoever has lost the lease changes nothing any more, whatever the hub told him. Source:
/// reliability, section 3.4.
class LeaseFencingTest {
    private final AssignmentScene scene = new AssignmentScene();

    @Test
    void aWorkerWhoseLeaseWasTakenDuringACallWritesNothingOfTheAnswer() {
        scene.enroll(AssignmentScene.REMOTE);
        var operation = scene.admit();
        scene.remote.duringNextCall(() -> scene.claimLater("node-2"));

        assertThat(scene.run(operation)).isEqualTo(AssignDevice.Outcome.ABANDONED);

        assertThat(scene.stored(operation).state()).isEqualTo(OperationState.PLANNED);
        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.ASSIGNING);
        assertThat(scene.remote.orders()).hasSize(1);
    }

    @Test
    void theTakerComesToTheEndByTheSameOrder() {
        scene.enroll(AssignmentScene.REMOTE);
        var operation = scene.admit();
        scene.remote.duringNextCall(() -> scene.run(scene.claimLater("node-2")));

        assertThat(scene.run(operation)).isEqualTo(AssignDevice.Outcome.ABANDONED);

        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.ASSIGNED);
        assertThat(scene.remote.orders()).hasSize(2);
        assertThat(scene.remote.orders().get(1)).isEqualTo(scene.remote.orders().get(0));
    }

    /// The refusal came too late: the device has been told `assigned`.
    @Test
    void aFailureThatIsHeardTooLateFailsNothing() {
        scene.enroll(AssignmentScene.REMOTE);
        var operation = scene.admit();
        scene.remote.duringNextCall(
                () -> {
                    scene.run(scene.claimLater("node-2"));
                    scene.disableEnrollment();
                });

        scene.run(operation);

        assertThat(scene.stored(operation).state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(scene.openWork()).isEmpty();
    }

    @Test
    void withLessThanHalfOfTheLeaseLeftNoCallIsMade() {
        scene.enroll(AssignmentScene.REMOTE);
        var held = scene.held(scene.admit());
        scene.clock.pass(Duration.ofSeconds(16));

        assertThat(scene.run(held)).isEqualTo(AssignDevice.Outcome.ABANDONED);
        assertThat(scene.remote.orders()).isEmpty();
    }

    @Test
    void whatALostWorkItemCameToIsNotWritten() {
        scene.assign(AssignmentScene.REMOTE);
        scene.lifecycle().decommission(scene.wish());
        var work = scene.registrations.work();
        var lost = work.claim("node-1", Lease.DURATION, 1).entries().getFirst();
        scene.clock.pass(Lease.DURATION.plusSeconds(1));
        var taken = work.claim("node-2", Lease.DURATION, 1).entries().getFirst();
        var event = Samples.event(AssignmentScene.SCOPE, "work.done", "cleanup");
        var step = new WorkStep.Done("ok", List.of(), event);

        assertThat(work.finish(lost, step)).isFalse();
        assertThat(work.entry(lost.item().name()).state()).isEqualTo(WorkEntry.State.OPEN);
        assertThat(work.finish(taken, step)).isTrue();
        assertThat(work.entry(lost.item().name()).state()).isEqualTo(WorkEntry.State.DONE);
    }
}
