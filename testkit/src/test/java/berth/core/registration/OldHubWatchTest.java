package berth.core.registration;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.work.HubErrand;
import berth.core.work.WorkItem;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// A device that moved leaves nothing in its old hub, even if an old write arrives late. Source:
/// reliability, section 4.1.
class OldHubWatchTest {
    private final AssignmentScene scene = new AssignmentScene();

    @Test
    void theOldHubIsLeftAloneUntilTheNewOneIsComplete() {
        scene.assign(AssignmentScene.REMOTE);
        scene.enroll(AssignmentScene.EMBEDDED);
        scene.embedded.answerNext(MarkedHub.UNKNOWN);

        scene.run(scene.admit());

        assertThat(scene.openWork()).isEmpty();
        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNotNull();
        assertThat(scene.registration().assignedHub()).isEqualTo(AssignmentScene.REMOTE);
    }

    @Test
    void theOldIdentityIsRemovedOnceTheNewOneIsAssigned() {
        move();

        assertThat(scene.workOff()).isEqualTo(1);

        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNull();
        assertThat(scene.embedded.identity(AssignmentScene.DEVICE)).isNotNull();
    }

    @Test
    void itIsLookedForAgainAfterOneFiveAndFifteenMinutes() {
        move();
        var removedAt = scene.clock.instant();
        scene.workOff();

        for (var after : HubErrand.WATCH_ROUNDS) {
            assertThat(scene.openWork())
                    .singleElement()
                    .satisfies(
                            item -> {
                                assertThat(item.kind()).isEqualTo(WorkItem.Kind.ABSENCE_WATCH);
                                assertThat(item.notBefore()).isEqualTo(removedAt.plus(after));
                            });
            scene.clock.pass(Duration.between(scene.clock.instant(), removedAt.plus(after)));
            assertThat(scene.workOff()).isEqualTo(1);
        }
        assertThat(scene.openWork()).isEmpty();
    }

    @Test
    void aWriteThatArrivesLateIsUndoneByTheNextLook() {
        var first = move();
        scene.workOff();
        scene.remote.arrivesLate(AssignmentScene.DEVICE, AssignmentScene.marker(first));

        scene.clock.pass(HubErrand.WATCH_ROUNDS.getFirst());
        scene.workOff();

        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNull();
        assertThat(scene.embedded.identity(AssignmentScene.DEVICE)).isNotNull();
    }

    @Test
    void aDeviceThatHasComeBackMeanwhileStays() {
        move();
        scene.workOff();
        var back = scene.assign(AssignmentScene.REMOTE);

        HubErrand.WATCH_ROUNDS.forEach(
                _ -> {
                    scene.clock.pass(Duration.ofMinutes(15));
                    scene.workOff();
                });

        assertThat(scene.remote.identity(AssignmentScene.DEVICE).marker())
                .isEqualTo(AssignmentScene.marker(back));
    }

    /// What is left to a later registration may be removed by that one's failure, and then a write
    /// of the first would find the place free.
    @Test
    void theWatchGoesOnWhereALaterRegistrationStands() {
        move();
        scene.assign(AssignmentScene.REMOTE);

        scene.workOff();

        assertThat(scene.openWork())
                .extracting(WorkItem::kind)
                .contains(WorkItem.Kind.ABSENCE_WATCH);
    }

    @Test
    void anEmbeddedHubRemembersByItself() {
        scene.assign(AssignmentScene.EMBEDDED);
        scene.assign(AssignmentScene.REMOTE);

        assertThat(scene.workOff()).isEqualTo(1);

        assertThat(scene.embedded.identity(AssignmentScene.DEVICE)).isNull();
        assertThat(scene.openWork()).isEqualTo(List.of());
    }

    /// From the remote hub to the embedded one; returns the operation that the device leaves.
    private Operation move() {
        var first = scene.assign(AssignmentScene.REMOTE);
        scene.assign(AssignmentScene.EMBEDDED);
        assertThat(scene.registration().assignedHub()).isEqualTo(AssignmentScene.EMBEDDED);
        return first;
    }
}
