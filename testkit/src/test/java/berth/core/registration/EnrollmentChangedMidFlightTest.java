package berth.core.registration;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.change.Change;
import berth.core.error.ServiceError;
import berth.testkit.store.Samples;

import org.junit.jupiter.api.Test;

/// An enrollment that is disabled or deleted while a device registers lets nobody in. Source:
/// reliability, section 3.2 (UNWINDING).
class EnrollmentChangedMidFlightTest {
    private final AssignmentScene scene = new AssignmentScene();

    @Test
    void disabledBeforeThePlanNoHubIsAsked() {
        scene.enroll(AssignmentScene.REMOTE);
        var operation = scene.admit();
        scene.disableEnrollment();

        scene.run(operation);

        hasFailed();
        assertThat(scene.remote.orders()).isEmpty();
    }

    @Test
    void disabledWhileTheHubIsAskedItsIdentityIsRemoved() {
        scene.enroll(AssignmentScene.REMOTE);
        scene.remote.duringNextCall(scene::disableEnrollment);

        scene.run(scene.admit());

        hasFailed();
        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNull();
    }

    @Test
    void deletedWhileTheHubIsAskedItsIdentityIsRemoved() {
        scene.enroll(AssignmentScene.REMOTE);
        scene.remote.duringNextCall(this::deleteEnrollment);

        scene.run(scene.admit());

        hasFailed();
        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNull();
    }

    @Test
    void aHubThatDoesNotAnswerTheRemovalIsAskedAgainUntilItDoes() {
        scene.enroll(AssignmentScene.REMOTE);
        scene.remote.duringNextCall(
                () -> {
                    scene.disableEnrollment();
                    scene.remote.duringNextCall(() -> scene.remote.answerNext(MarkedHub.UNKNOWN));
                });
        var operation = scene.admit();

        assertThat(scene.run(operation)).isEqualTo(AssignDevice.Outcome.WAITING);
        assertThat(scene.stored(operation).state()).isEqualTo(OperationState.UNWINDING);
        scene.run(scene.claimLater("node-2"));

        hasFailed();
        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNull();
    }

    /// The last look was before; from there on it is an enrollment's change like any other.
    @Test
    void disabledAfterTheEndTheAssignmentStands() {
        scene.assign(AssignmentScene.REMOTE);
        scene.disableEnrollment();

        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.ASSIGNED);
        assertThat(scene.openWork()).isEmpty();
    }

    @Test
    void aDeviceOfADisabledEnrollmentKeepsItsFormerIdentity() {
        scene.assign(AssignmentScene.REMOTE);
        scene.enroll(AssignmentScene.EMBEDDED);
        scene.embedded.duringNextCall(scene::disableEnrollment);

        scene.run(scene.admit());
        scene.workOff();

        hasFailed();
        assertThat(scene.embedded.identity(AssignmentScene.DEVICE)).isNull();
        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNotNull();
        assertThat(scene.registration().assignedHub()).isEqualTo(AssignmentScene.REMOTE);
    }

    private void deleteEnrollment() {
        scene.enrollments.changeIndividual(
                AssignmentScene.SCOPE,
                AssignmentScene.ID,
                _ ->
                        new Change.Remove<>(
                                true,
                                Samples.event(
                                        AssignmentScene.SCOPE, "enrollment.deleted", "meter-7")));
    }

    private void hasFailed() {
        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.FAILED);
        assertThat(scene.registration().failure().error()).isEqualTo(ServiceError.UNAUTHORIZED);
    }
}
