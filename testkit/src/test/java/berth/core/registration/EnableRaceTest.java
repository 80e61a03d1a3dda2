package berth.core.registration;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.error.ServiceError;
import berth.core.hub.HubAnswer;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/// An operator lets a device in, and whoever carries it out stands still at the worst moment: no
/// device that is in has a disabled identity, and none that is out an enabled one. Found by
/// simulation.
class EnableRaceTest {
    private static final Duration LONGER_THAN_THE_REGRET = Duration.ofMinutes(2);

    private final AssignmentScene scene = new AssignmentScene();

    @Test
    void anEnablingThatComesAfterItsRegretChangesNothing() {
        keptOut();
        scene.embedded.duringNextCall(this::regret);

        assertThat(refusal()).isEqualTo(ServiceError.CONCURRENT_REGISTRATION);

        assertThat(enabledInHub()).isFalse();
        assertThat(scene.registration().block()).isEqualTo(Registration.Block.DISABLED);
    }

    @Test
    void aDeviceWhoseEnablingIsBeingRegrettedIsNotLetIn() {
        keptOut();
        scene.embedded.duringNextCall(() -> scene.clock.pass(LONGER_THAN_THE_REGRET));

        assertThat(refusal()).isEqualTo(ServiceError.UNAVAILABLE);

        scene.workOff();
        assertThat(enabledInHub()).isFalse();
        assertThat(scene.registration().block()).isEqualTo(Registration.Block.DISABLED);
    }

    @Test
    void anIdentityInAHubThatIsNotLinkedCannotBeEnabled() {
        keptOut();
        scene.link(AssignmentScene.REMOTE);

        assertThat(refusal()).isEqualTo(ServiceError.NO_HUB_AVAILABLE);

        assertThat(scene.registration().block()).isEqualTo(Registration.Block.DISABLED);
    }

    @Test
    void decommissioningIsTheWayOutOfAHubThatIsNotLinked() {
        keptOut();
        scene.link(AssignmentScene.REMOTE);

        scene.lifecycle().decommission(scene.wish());

        assertThat(scene.lifecycle().enable(scene.wish()))
                .isInstanceOf(DeviceLifecycle.Outcome.Done.class);
    }

    /// The regret has a newer marker than the removal, and the removal would leave the identity to
    /// it.
    @Test
    void aDecommissionedDeviceWhoseEnablingFailsLosesItsIdentityAllTheSame() {
        scene.assign(AssignmentScene.EMBEDDED);
        scene.lifecycle().forget(scene.wish());
        scene.disableEnrollment();
        scene.admit();
        scene.lifecycle().decommission(scene.wish());
        scene.embedded.answerNext(new HubAnswer.Unknown("away", false, Duration.ZERO));

        assertThat(refusal()).isEqualTo(ServiceError.UNAVAILABLE);

        regret();
        assertThat(scene.embedded.identity(AssignmentScene.DEVICE)).isNull();
    }

    private void keptOut() {
        scene.assign(AssignmentScene.EMBEDDED);
        scene.lifecycle().disable(scene.wish());
        scene.workOff();
        assertThat(enabledInHub()).isFalse();
    }

    private void regret() {
        scene.clock.pass(LONGER_THAN_THE_REGRET);
        scene.workOff();
    }

    private boolean enabledInHub() {
        return scene.embedded.identity(AssignmentScene.DEVICE).enabled();
    }

    private ServiceError refusal() {
        var outcome = scene.lifecycle().enable(scene.wish());
        assertThat(outcome).isInstanceOf(DeviceLifecycle.Outcome.Refused.class);
        return ((DeviceLifecycle.Outcome.Refused) outcome).refusal().error();
    }
}
