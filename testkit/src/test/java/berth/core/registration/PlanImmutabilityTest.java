package berth.core.registration;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.enrollment.ProvisioningStatus;
import berth.core.hub.InitialTwin;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.testkit.store.Samples;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// What an operation will do is decided once. Source: reliability, section 2 rule 2.
class PlanImmutabilityTest {
    private final AssignmentScene scene = new AssignmentScene();

    @Test
    void everyTryCarriesOutTheSameOrderWhateverTheEnrollmentSaysByThen() {
        scene.enroll(AssignmentScene.REMOTE);
        scene.remote.answerNext(MarkedHub.UNKNOWN);
        scene.run(scene.admit());
        scene.enroll(
                AssignmentScene.EMBEDDED,
                ProvisioningStatus.ENABLED,
                new InitialTwin(Samples.object("hall", JsonNumber.of(4)), JsonObject.EMPTY));

        scene.run(scene.claimLater("node-2"));

        assertThat(scene.embedded.orders()).isEmpty();
        assertThat(scene.remote.orders()).hasSize(2);
        assertThat(scene.remote.orders().get(1)).isEqualTo(scene.remote.orders().get(0));
        assertThat(scene.registration().assignedHub()).isEqualTo(AssignmentScene.REMOTE);
    }

    @Test
    void theNextRegistrationFollowsTheEnrollmentAgain() {
        scene.assign(AssignmentScene.REMOTE);

        scene.assign(AssignmentScene.EMBEDDED);

        assertThat(scene.registration().assignedHub()).isEqualTo(AssignmentScene.EMBEDDED);
    }

    @Test
    void aPlanThatIsStoredIsNotReplacedByAnother() {
        scene.enroll(AssignmentScene.REMOTE);
        scene.remote.answerNext(MarkedHub.UNKNOWN);
        var admitted = scene.admit();
        scene.run(admitted);
        var planned = scene.claimLater("node-2");
        var other = new Samples(23).plan(planned);
        var step =
                new RegistrationStep(
                        planned.with(planned.progress().planned(other)),
                        null,
                        Duration.ZERO,
                        List.of(),
                        Samples.event(AssignmentScene.SCOPE, "registration.planned", "meter-7"));

        scene.registrations.advance(planned, step);

        assertThat(scene.stored(admitted).plan()).isEqualTo(planned.plan()).isNotEqualTo(other);
    }

    /// Not even the twin of the hub it leaves is read a second time.
    @Test
    void whatWasCapturedOnceIsUsedByEveryTry() {
        scene.assign(AssignmentScene.REMOTE);
        scene.enroll(AssignmentScene.EMBEDDED);
        scene.embedded.answerNext(MarkedHub.UNKNOWN);
        var move = scene.admit();
        scene.run(move);
        var captured = scene.stored(move).progress().captured();

        scene.run(scene.claimLater("node-2"));

        assertThat(captured).isNotNull();
        assertThat(scene.stored(move).progress().captured()).isEqualTo(captured);
        assertThat(scene.embedded.orders().get(1)).isEqualTo(scene.embedded.orders().get(0));
    }
}
