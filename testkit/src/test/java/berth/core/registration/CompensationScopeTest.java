package berth.core.registration;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.HubAnswer;
import berth.core.work.WorkItem;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/// An operation that fails takes back what it made, and only that. Source: reliability, section 2
/// rule 7.
class CompensationScopeTest {
    private static final HubAnswer REFUSED =
            new HubAnswer.Refused(Refusal.of(ServiceError.HUB_UNAUTHORIZED, "key rotated"));

    private final AssignmentScene scene = new AssignmentScene();

    @Test
    void whatThisOperationMadeIsRemoved() {
        scene.enroll(AssignmentScene.REMOTE);
        scene.remote.duringNextCall(scene::disableEnrollment);

        scene.run(scene.admit());

        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.FAILED);
        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNull();
        assertThat(scene.remote.removals())
                .extracting(DeviceRemoval::extent)
                .containsExactly(DeviceRemoval.Extent.CREATED_BY_MARKER);
    }

    @Test
    void whatItFoundAndTookOverStays() {
        scene.assign(AssignmentScene.REMOTE);
        scene.enroll(AssignmentScene.REMOTE);
        scene.remote.duringNextCall(scene::disableEnrollment);

        scene.run(scene.admit());
        scene.workOff();

        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.FAILED);
        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNotNull();
        assertThat(scene.remote.removals()).isEmpty();
    }

    /// It was carried out, nobody heard of it, and then the hub refused.
    @Test
    void whatItMayHaveMadeIsLookedForAndRemoved() {
        scene.enroll(AssignmentScene.REMOTE);
        scene.remote.loseNextReply();
        scene.run(scene.admit());
        scene.remote.answerNext(REFUSED);

        scene.run(scene.claimLater("node-1"));

        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.FAILED);
        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNotNull();
        assertThat(scene.workOff()).isEqualTo(1);
        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNull();
    }

    @Test
    void whatALaterRegistrationMadeIsLeftAlone() {
        scene.enroll(AssignmentScene.REMOTE);
        scene.remote.answerNext(REFUSED);
        scene.run(scene.admit());
        var later = scene.assign(AssignmentScene.REMOTE);

        assertThat(scene.workOff()).isEqualTo(1);

        assertThat(scene.remote.identity(AssignmentScene.DEVICE).marker())
                .isEqualTo(AssignmentScene.marker(later));
    }

    @Test
    void withoutAPlanThereIsNothingToTakeBack() {
        scene.enroll(AssignmentScene.REMOTE);
        var operation = scene.admit();
        scene.disableEnrollment();

        scene.run(operation);

        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.FAILED);
        assertThat(scene.openWork()).isEmpty();
        assertThat(scene.remote.removals()).isEmpty();
    }

    /// A write that was given up may arrive after the removal, so the place is watched.
    @Test
    void aRemovedIdentityThatComesBackIsRemovedAgain() {
        scene.enroll(AssignmentScene.REMOTE);
        scene.remote.duringNextCall(scene::disableEnrollment);
        var operation = scene.admit();
        scene.run(operation);
        scene.workOff();
        scene.remote.arrivesLate(AssignmentScene.DEVICE, AssignmentScene.marker(operation));

        assertThat(scene.openWork())
                .extracting(WorkItem::kind)
                .containsExactly(WorkItem.Kind.ABSENCE_WATCH);
        scene.clock.pass(Duration.ofMinutes(2));
        scene.workOff();

        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNull();
    }
}
