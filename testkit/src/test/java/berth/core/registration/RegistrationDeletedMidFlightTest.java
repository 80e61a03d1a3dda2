package berth.core.registration;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.work.WorkItem;

import org.junit.jupiter.api.Test;

/// A registration may be deleted while the device registers. Source: reliability, section 3.2
/// (CANCELLED).
class RegistrationDeletedMidFlightTest {
    private final AssignmentScene scene = new AssignmentScene();

    @Test
    void theOperationIsCancelledAndItsWorkerStops() {
        scene.enroll(AssignmentScene.REMOTE);
        var operation = scene.admit();
        scene.remote.duringNextCall(this::delete);

        assertThat(scene.run(operation)).isEqualTo(AssignDevice.Outcome.ABANDONED);

        assertThat(scene.stored(operation).state()).isEqualTo(OperationState.CANCELLED);
        assertThat(scene.registrations.registrations()).isEmpty();
    }

    @Test
    void whatItMadeInTheHubIsRemoved() {
        scene.enroll(AssignmentScene.REMOTE);
        scene.remote.duringNextCall(this::delete);
        scene.run(scene.admit());

        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNotNull();
        assertThat(scene.workOff()).isEqualTo(1);
        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNull();
    }

    @Test
    void beforeAPlanNothingIsLeftToDo() {
        scene.enroll(AssignmentScene.REMOTE);
        var operation = scene.admit();
        delete();

        assertThat(scene.run(operation)).isEqualTo(AssignDevice.Outcome.ABANDONED);
        assertThat(scene.openWork()).isEmpty();
        assertThat(scene.remote.orders()).isEmpty();
    }

    @Test
    void theNextRegistrationIsNewerThanWhatTheDeletedOneWrote() {
        scene.enroll(AssignmentScene.REMOTE);
        scene.remote.duringNextCall(this::delete);
        var deleted = scene.admit();
        scene.run(deleted);

        var next = scene.assign(AssignmentScene.REMOTE);
        scene.workOff();

        assertThat(next.generation()).isGreaterThan(deleted.generation());
        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.ASSIGNED);
        assertThat(scene.remote.identity(AssignmentScene.DEVICE).marker())
                .isEqualTo(AssignmentScene.marker(next));
    }

    @Test
    void theIdentityItLeavesBehindGoesOnceTheDeviceIsAssignedElsewhere() {
        scene.assign(AssignmentScene.REMOTE);
        delete();
        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNotNull();

        scene.assign(AssignmentScene.EMBEDDED);

        assertThat(scene.openWork())
                .extracting(WorkItem::kind)
                .containsExactly(WorkItem.Kind.HUB_CLEANUP);
        scene.workOff();
        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNull();
        assertThat(scene.embedded.identity(AssignmentScene.DEVICE)).isNotNull();
    }

    private void delete() {
        assertThat(scene.lifecycle().forget(scene.wish()))
                .isInstanceOf(DeviceLifecycle.Outcome.Forgotten.class);
    }
}
