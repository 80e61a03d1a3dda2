package berth.core.registration;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.error.ServiceError;
import berth.core.work.WorkEntry;
import berth.core.work.WorkStore;
import berth.testkit.store.Samples;

import org.junit.jupiter.api.Test;

import java.util.List;

/// A hub may be unlinked while devices register at it.
class HubUnlinkedMidFlightTest {
    private final AssignmentScene scene = new AssignmentScene();

    @Test
    void theOperationFailsAndTheDeviceReadsWhy() {
        failForTheHubIsGone();

        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.FAILED);
        assertThat(scene.registration().failure().error()).isEqualTo(ServiceError.NO_HUB_AVAILABLE);
    }

    @Test
    void whatMayStandInThatHubIsForAnOperatorToSee() {
        failForTheHubIsGone();

        scene.workOff();

        assertThat(scene.registrations.work().all())
                .singleElement()
                .satisfies(
                        entry -> {
                            assertThat(entry.state()).isEqualTo(WorkEntry.State.DEAD);
                            assertThat(entry.reason()).contains("not linked");
                        });
    }

    @Test
    void linkedAgainAndReplayedItIsRemoved() {
        failForTheHubIsGone();
        scene.workOff();
        var dead = scene.registrations.work().all().getFirst();
        scene.link(AssignmentScene.REMOTE, AssignmentScene.EMBEDDED);

        scene.registrations
                .work()
                .settle(
                        dead.item().name(),
                        WorkStore.Word.REPLAY,
                        Samples.event(AssignmentScene.SCOPE, "work.replayed", "cleanup"));
        scene.workOff();

        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNull();
    }

    @Test
    void theNextRegistrationGoesToTheHubThatIsLeft() {
        failForTheHubIsGone();

        scene.assign(AssignmentScene.EMBEDDED);

        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.ASSIGNED);
        assertThat(scene.registration().assignedHub()).isEqualTo(AssignmentScene.EMBEDDED);
    }

    /// There is nobody to ask for its twin: the device starts anew.
    @Test
    void aFormerHubThatIsUnlinkedBeforeItsTwinIsReadHoldsNobodyUp() {
        scene.assign(AssignmentScene.REMOTE);
        scene.enroll(AssignmentScene.EMBEDDED);
        var move = scene.admit();
        scene.link(AssignmentScene.EMBEDDED);

        assertThat(scene.run(move)).isEqualTo(AssignDevice.Outcome.FINISHED);

        assertThat(scene.registration().assignedHub()).isEqualTo(AssignmentScene.EMBEDDED);
        assertThat(scene.registration().substatus()).isEqualTo(Substatus.DEVICE_DATA_RESET);
        assertThat(scene.embedded.orders()).hasSize(1);
    }

    @Test
    void withNoHubLeftAtAllNothingIsAsked() {
        scene.enroll(AssignmentScene.REMOTE);
        var operation = scene.admit();
        scene.link();

        scene.run(operation);

        assertThat(scene.registration().failure().error()).isEqualTo(ServiceError.NO_HUB_AVAILABLE);
        assertThat(scene.remote.orders()).isEqualTo(List.of());
    }

    /// The order was carried out and its reply lost; then the hub is unlinked.
    private void failForTheHubIsGone() {
        scene.enroll(AssignmentScene.REMOTE);
        scene.remote.loseNextReply();
        scene.run(scene.admit());
        scene.link(AssignmentScene.EMBEDDED);
        scene.run(scene.claimLater("node-2"));
        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNotNull();
    }
}
