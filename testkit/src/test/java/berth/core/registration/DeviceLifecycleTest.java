package berth.core.registration;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.error.ServiceError;
import berth.core.hub.HubAnswer;
import berth.core.work.WorkItem;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/// What an operator does to one device of many.
class DeviceLifecycleTest {
    private final AssignmentScene scene = new AssignmentScene();

    @Test
    void aDisabledDeviceIsKeptOutAndItsIdentityIsDisabledByTheQueue() {
        scene.assign(AssignmentScene.EMBEDDED);

        var outcome = scene.lifecycle().disable(scene.wish());

        assertThat(outcome).isEqualTo(new DeviceLifecycle.Outcome.Done(scene.registration()));
        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.DISABLED);
        assertThat(scene.admit().state()).isEqualTo(OperationState.FAILED);
        assertThat(scene.openWork())
                .extracting(WorkItem::kind)
                .containsExactly(WorkItem.Kind.HUB_DISABLE);
        scene.workOff();
        assertThat(scene.embedded.identity(AssignmentScene.DEVICE))
                .satisfies(identity -> assertThat(identity.enabled()).isFalse());
        assertThat(scene.openWork()).isEmpty();
    }

    @Test
    void disablingEndsWhatRunsAndTheDeviceReadsThatItIsDisabled() {
        scene.enroll(AssignmentScene.EMBEDDED);
        var running = scene.admit();
        scene.remote.loseNextReply();

        scene.lifecycle().disable(scene.wish());

        assertThat(scene.stored(running).state()).isEqualTo(OperationState.FAILED);
        assertThat(scene.run(running)).isEqualTo(AssignDevice.Outcome.ABANDONED);
        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.DISABLED);
    }

    @Test
    void anEnabledDeviceHasItsIdentityEnabledBeforeItIsLetIn() {
        scene.assign(AssignmentScene.EMBEDDED);
        scene.lifecycle().disable(scene.wish());
        scene.workOff();

        assertThat(scene.lifecycle().enable(scene.wish()))
                .isEqualTo(new DeviceLifecycle.Outcome.Done(scene.registration()));

        assertThat(scene.embedded.identity(AssignmentScene.DEVICE))
                .satisfies(identity -> assertThat(identity.enabled()).isTrue());
        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.ASSIGNED);
        assertThat(scene.registration().block()).isNull();
        assertThat(scene.run(scene.admit())).isEqualTo(AssignDevice.Outcome.FINISHED);
        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.ASSIGNED);
    }

    @Test
    void aHubThatDoesNotAnswerLeavesTheDeviceOut() {
        scene.assign(AssignmentScene.REMOTE);
        scene.lifecycle().disable(scene.wish());
        scene.workOff();
        scene.remote.answerNext(new HubAnswer.Unknown("away", false, Duration.ZERO));

        assertThat(scene.lifecycle().enable(scene.wish()))
                .isInstanceOfSatisfying(
                        DeviceLifecycle.Outcome.Refused.class,
                        refused ->
                                assertThat(refused.refusal().error())
                                        .isEqualTo(ServiceError.UNAVAILABLE));

        assertThat(scene.registration().block()).isEqualTo(Registration.Block.DISABLED);
    }

    /// The reply is lost, or the process dies before it writes what came of it.
    @Test
    void anEnablingThatStopsHalfWayIsTakenBack() {
        scene.assign(AssignmentScene.EMBEDDED);
        scene.lifecycle().disable(scene.wish());
        scene.workOff();
        scene.embedded.loseNextReply();

        scene.lifecycle().enable(scene.wish());
        assertThat(scene.embedded.identity(AssignmentScene.DEVICE))
                .satisfies(identity -> assertThat(identity.enabled()).isTrue());
        scene.clock.pass(Duration.ofMinutes(2));
        scene.workOff();

        assertThat(scene.registration().block()).isEqualTo(Registration.Block.DISABLED);
        assertThat(scene.embedded.identity(AssignmentScene.DEVICE))
                .satisfies(identity -> assertThat(identity.enabled()).isFalse());
        assertThat(scene.lifecycle().enable(scene.wish()))
                .isEqualTo(new DeviceLifecycle.Outcome.Done(scene.registration()));
        scene.clock.pass(Duration.ofMinutes(2));
        assertThat(scene.workOff()).isZero();
    }

    /// A device that is kept out asks again and again, and that changes its record.
    @Test
    void aDeviceThatAsksMeanwhileDoesNotKeepTheOperatorFromEnablingIt() {
        scene.assign(AssignmentScene.EMBEDDED);
        scene.lifecycle().disable(scene.wish());
        scene.workOff();
        scene.embedded.duringNextCall(scene::admit);

        assertThat(scene.lifecycle().enable(scene.wish()))
                .isEqualTo(new DeviceLifecycle.Outcome.Done(scene.registration()));

        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.ASSIGNED);
    }

    @Test
    void aDeviceThatIsKeptOutIsNotForgottenUnseen() {
        scene.assign(AssignmentScene.EMBEDDED);
        scene.lifecycle().disable(scene.wish());

        assertThat(scene.lifecycle().forget(scene.wish()))
                .isInstanceOfSatisfying(
                        DeviceLifecycle.Outcome.Refused.class,
                        refused ->
                                assertThat(refused.refusal().error())
                                        .isEqualTo(ServiceError.DEVICE_BLOCKED));
        assertThat(scene.admit().state()).isEqualTo(OperationState.FAILED);
    }

    /// A disabling that is carried out late meets the marker of the enabling.
    @Test
    void anEnablingIsNotUndoneByTheDisablingBeforeIt() {
        scene.assign(AssignmentScene.EMBEDDED);
        scene.lifecycle().disable(scene.wish());

        scene.lifecycle().enable(scene.wish());
        scene.workOff();

        assertThat(scene.embedded.identity(AssignmentScene.DEVICE))
                .satisfies(identity -> assertThat(identity.enabled()).isTrue());
        assertThat(scene.openWork()).isEmpty();
    }

    @Test
    void aDecommissionedDeviceHasNoIdentityAndCannotComeBackUntilItIsEnabled() {
        scene.assign(AssignmentScene.EMBEDDED);

        scene.lifecycle().decommission(scene.wish());
        scene.workOff();

        assertThat(scene.embedded.identity(AssignmentScene.DEVICE)).isNull();
        assertThat(scene.registration().assignment()).isNull();
        assertThat(scene.admit().state()).isEqualTo(OperationState.FAILED);
        scene.lifecycle().enable(scene.wish());
        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.UNASSIGNED);
        scene.run(scene.admit());
        assertThat(scene.registration().status()).isEqualTo(RegistrationStatus.ASSIGNED);
        assertThat(scene.embedded.identity(AssignmentScene.DEVICE)).isNotNull();
    }

    @Test
    void aDeviceThatNeverRegisteredIsNotFound() {
        assertThat(scene.lifecycle().disable(scene.wish()))
                .isInstanceOfSatisfying(
                        DeviceLifecycle.Outcome.Refused.class,
                        refused ->
                                assertThat(refused.refusal().error())
                                        .isEqualTo(ServiceError.REGISTRATION_NOT_FOUND));
        assertThat(scene.lifecycle().enable(scene.wish()))
                .isInstanceOf(DeviceLifecycle.Outcome.Refused.class);
    }

    /// One device, one identity: what a forgotten registration left goes when the device is
    /// somewhere else.
    @Test
    void aForgottenDeviceThatRegistersElsewhereLeavesNoIdentityBehind() {
        scene.assign(AssignmentScene.REMOTE);
        scene.lifecycle().forget(scene.wish());
        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNotNull();

        scene.assign(AssignmentScene.EMBEDDED);
        scene.workOff();

        assertThat(scene.registration().generation()).isEqualTo(2);
        assertThat(scene.registration().substatus()).isEqualTo(Substatus.INITIAL_ASSIGNMENT);
        assertThat(scene.remote.identity(AssignmentScene.DEVICE)).isNull();
        assertThat(scene.embedded.identity(AssignmentScene.DEVICE)).isNotNull();
    }
}
