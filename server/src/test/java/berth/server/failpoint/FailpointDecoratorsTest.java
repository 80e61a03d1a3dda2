package berth.server.failpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.failpoint.FailStep;
import berth.core.failpoint.Failpoints;
import berth.core.hub.LinkedHub;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.registration.RegistrationChange;
import berth.core.registration.RegistrationStep;
import berth.core.registration.RegistrationStore;
import berth.core.work.WorkStep;
import berth.core.work.WorkStore;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The list of failpoints and the decorators that reach them agree. Arguments that a decorator only
/// hands on are null.
class FailpointDecoratorsTest {
    private static final IdScope SCOPE = new IdScope("0NE00000001");
    private static final RegistrationId ID = new RegistrationId("meter-7");
    private static final DeviceId DEVICE = new DeviceId("meter-7");
    private static final LinkedHub HUB = LinkedHub.embedded(new HubHostName("hub.example"));

    private final List<String> happened = new ArrayList<>();
    private final Calls calls = new Calls(happened);
    private final Failpoints failpoints = happened::add;

    private final RegistrationStore registrations =
            new FailpointRegistrationStore(calls, failpoints);
    private final WorkStore work = new FailpointWorkStore(calls.work(), failpoints);

    @Test
    void everyStepIsReachedBeforeAndAfterItsCall() {
        everyCall();

        assertThat(happened)
                .containsExactlyElementsOf(
                        Arrays.stream(FailStep.values())
                                .flatMap(step -> Stream.of(step.before(), "call", step.after()))
                                .toList());
    }

    @Test
    void theListNamesWhatIsReachedAndNothingElse() {
        everyCall();

        assertThat(happened.stream().filter(name -> !name.equals("call")))
                .containsExactlyInAnyOrderElementsOf(Failpoints.names())
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z]+\\.[a-z-]+\\.(before|after)"));
    }

    @Test
    void whatTheCallAnswersIsHandedOn() {
        assertThat(registrations.advance(null, step(OperationState.PLANNED))).isTrue();
        assertThat(
                        registrations.<String>changeRegistration(
                                SCOPE, ID, _ -> new RegistrationChange.Leave<>("answer")))
                .isEqualTo("answer");
    }

    @Test
    void aCallThatFailsDoesNotReachThePlaceBehindIt() {
        calls.failNext();

        assertThatThrownBy(() -> registrations.claim("node", Duration.ZERO, 1))
                .isInstanceOf(IllegalStateException.class);

        assertThat(happened).containsExactly("registration.claim.before", "call");
    }

    @Test
    void aFailureBeforeTheCallKeepsItFromHappening() {
        var breaking = FailpointSwitch.of("registration.claim.before:exception", true);
        var store = new FailpointRegistrationStore(calls, breaking);

        assertThatThrownBy(() -> store.claim("node", Duration.ZERO, 1))
                .isInstanceOf(InjectedFailure.class);

        assertThat(happened).isEmpty();
    }

    @Test
    void readsOfTheStoresHaveNoPlaces() {
        registrations.registration(SCOPE, ID);
        registrations.operation(SCOPE, null);
        registrations.byGroup(SCOPE, null, null);
        registrations.releaseLeases();
        registrations.running();
        registrations.releaseLeases("node");
        work.entries(SCOPE, null, null);

        assertThat(happened).containsOnly("call").hasSize(7);
    }

    @Test
    void noStepCancelsAnOperationOrLeadsWhereThisReleaseKnowsNothing() {
        assertThatThrownBy(() -> FailStep.advance(OperationState.CANCELLED))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> FailStep.advance(OperationState.UNKNOWN))
                .isInstanceOf(IllegalStateException.class);
    }

    private void everyCall() {
        registrations.admit(SCOPE, ID, null);
        registrations.claim("node", Duration.ZERO, 1);
        Arrays.stream(OperationState.values())
                .filter(state -> state != OperationState.CANCELLED)
                .filter(state -> state != OperationState.UNKNOWN)
                .forEach(state -> registrations.advance(null, step(state)));
        registrations.changeRegistration(SCOPE, ID, _ -> new RegistrationChange.Leave<>(""));
        var hub = new FailpointHubDirectory(_ -> calls.hub(), failpoints).registry(HUB);
        hub.provision(null);
        hub.find(DEVICE);
        hub.twin(DEVICE);
        hub.remove(null);
        hub.setEnabled(DEVICE, null, true);
        new FailpointCustomAllocation(calls::ask, failpoints).ask(null);
        work.claim("node", Duration.ZERO, 1);
        work.finish(null, new WorkStep.Done("", List.of(), null));
        work.finish(null, new WorkStep.Again("", Duration.ZERO, true));
        work.finish(null, new WorkStep.Dead("", null));
        work.settle(null, null, null);
    }

    private static RegistrationStep step(OperationState state) {
        var progress = Operation.Progress.ended(state, null, Instant.EPOCH);
        var operation = new Operation(null, progress, Instant.EPOCH, null);
        return new RegistrationStep(operation, null, Duration.ZERO, List.of(), null);
    }
}
