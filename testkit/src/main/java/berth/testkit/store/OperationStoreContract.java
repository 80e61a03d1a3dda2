package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.error.ServiceError;
import berth.core.hub.TwinData;
import berth.core.id.ByteString;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.core.registration.Admission;
import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.registration.RegistrationFailure;
import berth.core.registration.RegistrationStatus;
import berth.core.registration.RegistrationStep;
import berth.core.work.WorkItem;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// What every registration store does with running operations: steps, leases and claims. Needs a
/// store without operations for each test, because claims know no scopes.
public abstract class OperationStoreContract extends RegistrationScene {
    @Test
    void aStepComesBackAsItWasWritten() {
        var operation = admit("meter-7");
        assertThat(planned(operation)).isTrue();

        var read = stored(operation);
        assertThat(read.state()).isEqualTo(OperationState.PLANNED);
        assertThat(read.plan()).isEqualTo(samples.plan(operation));
        assertThat(read.lease().epoch()).isEqualTo(operation.lease().epoch());
        assertThat(read.lease().until()).isAfterOrEqualTo(operation.lease().until());
        assertThat(read.intake().authentication()).isEqualTo(operation.intake().authentication());
        assertThat(auditLog().newest(scope.value(), "", 1))
                .containsExactly(event("operation.stepped"));
    }

    @Test
    void aPlanIsNeverReplaced() {
        var operation = admit("meter-7");
        planned(operation);
        var planned = stored(operation);
        var plan = planned.plan();
        var other =
                Copies.of(planned)
                        .plan(samples.plan(Copies.of(planned).generation(99).operation()))
                        .state(OperationState.HUB_READY)
                        .operation();

        assertThat(store().advance(planned, step(other, null))).isTrue();
        assertThat(stored(operation).plan()).isEqualTo(plan);
    }

    @Test
    void aCapturedTwinComesBackAndIsNeverReplaced() {
        var operation = admit("meter-7");
        planned(operation);
        var planned = stored(operation);
        var twin = new TwinData(Samples.json(), Samples.json(), Samples.json());
        var captured = Copies.of(planned).state(OperationState.CAPTURED).captured(twin).operation();
        assertThat(store().advance(planned, step(captured, null))).isTrue();
        var other =
                Copies.of(captured)
                        .state(OperationState.HUB_READY)
                        .target(1)
                        .captured(
                                new TwinData(JsonObject.EMPTY, JsonObject.EMPTY, JsonObject.EMPTY))
                        .operation();

        assertThat(store().advance(stored(operation), step(other, null))).isTrue();

        assertThat(stored(operation).progress().captured()).isEqualTo(twin);
        assertThat(stored(operation).progress().target()).isEqualTo(1);
        assertThat(stored(operation).targetHub()).isEqualTo(new HubHostName("three.example.net"));
    }

    /// A worker that gets on keeps its lease, however many steps it takes.
    @Test
    void aStepRenewsTheLease() {
        var operation = admit("meter-7");
        host().pass(LEASE.minusSeconds(5));
        assertThat(planned(operation)).isTrue();
        host().pass(Duration.ofSeconds(10));

        assertThat(store().claim("node-2", LEASE, 10).operations()).isEmpty();
    }

    @Test
    void scopesTakeTurnsSoThatALongQueueKeepsNobodyWaiting() {
        for (int i = 0; i < 30; i++) {
            admit("meter-" + i);
        }
        host().pass(Duration.ofSeconds(1));
        var small = Samples.freshScope();
        var command = samples.command(small, "lamp-1");
        var proven = samples.proven(samples.individual(small, "lamp-1"));
        var ticket = samples.ticket("node-1");
        store().admit(
                        small,
                        command.registrationId(),
                        current ->
                                Admission.decide(
                                        current,
                                        samples.request(command, proven, ByteString.sha256()),
                                        ticket));
        host().pass(LEASE.plusSeconds(1));

        assertThat(store().claim("node-2", LEASE, 4).operations())
                .hasSize(4)
                .extracting(Operation::scope)
                .contains(small, scope);
        assertThat(store().claim("node-2", LEASE, 100).operations()).hasSize(27);
    }

    @Test
    void aStepSettlesTheWorkItMakesUnnecessary() {
        finish(admit("meter-7"));
        var again = admit("meter-7");
        var name = new WorkItem.Name(scope, WorkItem.Kind.HUB_CLEANUP, "old-hub");
        var step =
                new RegistrationStep(
                        Copies.of(again).attempt(1).operation(),
                        null,
                        Duration.ZERO,
                        List.of(),
                        List.of(name),
                        event("operation.stepped"));

        assertThat(store().advance(again, step)).isTrue();

        assertThat(openWork()).isEmpty();
    }

    @Test
    void anEndIsWrittenToTheRegistrationAndTheOperationTogether() {
        var done = finish(admit("meter-7"));

        assertThat(done.state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(done.finishedAt()).isNotNull();
        assertThat(registration().status()).isEqualTo(RegistrationStatus.ASSIGNED);
        assertThat(registration().assignedHub()).isEqualTo(new HubHostName("one.example.net"));
        assertThat(openWork())
                .containsExactly(
                        new WorkItem(
                                scope,
                                WorkItem.Kind.HUB_CLEANUP,
                                "old-hub",
                                Samples.json(),
                                Samples.DUE));
    }

    @Test
    void theSameNeedQueuedTwiceIsOneItem() {
        finish(admit("meter-7"));
        finish(admit("meter-7"));

        assertThat(openWork()).hasSize(1);
    }

    @Test
    void aFailureComesBackWithItsError() {
        var operation = admit("meter-7");
        var failed =
                Copies.of(operation)
                        .state(OperationState.FAILED)
                        .failure(
                                new RegistrationFailure(
                                        ServiceError.INVALID_CERTIFICATE, "too old"))
                        .operation();
        store().advance(operation, step(failed, null));

        assertThat(stored(operation).failure()).isEqualTo(failed.failure());
        assertThat(stored(operation).finishedAt()).isNotNull();
    }

    @Test
    void aStaleEpochWritesNothing() {
        var operation = admit("meter-7");
        host().pass(LEASE.plusSeconds(1));
        var claimed = store().claim("node-2", LEASE, 10).operations().getFirst();
        long entries = auditLog().newest(scope.value(), "", 100).size();
        var registration = registration();

        var assigned = assigned(registration);
        var next = Copies.of(operation).state(OperationState.PLANNED).operation();

        assertThat(store().advance(operation, step(next, assigned))).isFalse();
        assertThat(stored(operation)).isEqualTo(claimed);
        assertThat(registration()).isEqualTo(registration);
        assertThat(auditLog().newest(scope.value(), "", 100)).hasSize((int) entries);
    }

    @Test
    void aStepFromAnotherStateWritesNothing() {
        var operation = admit("meter-7");
        assertThat(planned(operation)).isTrue();

        assertThat(planned(operation)).isFalse();
    }

    @Test
    void anExpiredLeaseIsTakenWithANewEpoch() {
        var operation = admit("meter-7");
        host().pass(LEASE.plusSeconds(1));

        var claimed = store().claim("node-2", LEASE, 10);

        assertThat(claimed.operations())
                .singleElement()
                .satisfies(
                        taken -> {
                            assertThat(taken.id()).isEqualTo(operation.id());
                            assertThat(taken.lease().owner()).isEqualTo("node-2");
                            assertThat(taken.lease().epoch()).isEqualTo(2);
                            assertThat(taken.lease().until())
                                    .isAfterOrEqualTo(claimed.now().plus(LEASE));
                        });
        assertThat(store().claim("node-3", LEASE, 10).operations()).isEmpty();
    }

    @Test
    void aDelayGivesTheLeaseBackAndIsWaitedFor() {
        var operation = admit("meter-7");
        var step =
                new RegistrationStep(
                        Copies.of(operation).attempt(1).operation(),
                        null,
                        Duration.ofSeconds(10),
                        List.of(),
                        event("operation.delayed"));
        assertThat(store().advance(operation, step)).isTrue();

        assertThat(store().claim("node-1", LEASE, 10).operations()).isEmpty();
        host().pass(Duration.ofSeconds(11));
        assertThat(store().claim("node-1", LEASE, 10).operations())
                .singleElement()
                .satisfies(taken -> assertThat(taken.progress().attempt()).isEqualTo(1));
    }

    @Test
    void claimsTakeTheOldestFirstAndNoMoreThanAsked() {
        var first = admit("meter-1");
        host().pass(Duration.ofSeconds(1));
        var second = admit("meter-2");
        host().pass(Duration.ofSeconds(1));
        var third = admit("meter-3");
        host().pass(LEASE.plusSeconds(1));

        assertThat(store().claim("node-2", LEASE, 2).operations())
                .extracting(Operation::id)
                .containsExactly(first.id(), second.id());
        assertThat(store().claim("node-2", LEASE, 2).operations())
                .extracting(Operation::id)
                .containsExactly(third.id());
    }

    @Test
    void noTwoClaimsTakeTheSameOperation() {
        for (int i = 0; i < 20; i++) {
            admit("meter-" + i);
        }
        host().pass(LEASE.plusSeconds(1));

        var taken =
                Together.run(4, i -> () -> store().claim("node-" + i, LEASE, 20).operations())
                        .stream()
                        .flatMap(List::stream)
                        .map(Operation::id)
                        .toList();

        assertThat(taken).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void whatIsFinalIsNeverClaimed() {
        finish(admit("meter-7"));
        host().pass(Duration.ofMinutes(20));

        assertThat(store().claim("node-2", LEASE, 10).operations()).isEmpty();
    }

    @Test
    void whatRunsIsCountedByScope() {
        admit("meter-7");
        finish(admit("meter-8"));
        admit("meter-9");

        assertThat(store().running()).containsEntry(scope, 2).hasSize(1);
    }

    @Test
    void whoStopsGivesBackItsOwnLeasesAndNoOthers() {
        var mine = admit("meter-7");
        store().claim("node-2", LEASE, 10);
        host().pass(LEASE.plusSeconds(1));
        var theirs = store().claim("node-3", LEASE, 10).operations();

        assertThat(store().releaseLeases("node-2")).isZero();
        assertThat(store().claim("node-4", LEASE, 10).operations()).isEmpty();
        assertThat(store().releaseLeases("node-3")).isEqualTo(theirs.size());
        assertThat(store().claim("node-4", LEASE, 10).operations())
                .extracting(Operation::id)
                .containsExactly(mine.id());
    }

    /// A file lock proves that an embedded store has one process; the leases of a shared store may
    /// be another node's.
    @Test
    void onlyAnEmbeddedStoreGivesBackTheLeasesOfAnEarlierStart() {
        var operation = admit("meter-7");

        if (host().embedded()) {
            assertThat(store().releaseLeases()).isEqualTo(1);
            assertThat(store().claim("node-1b", LEASE, 10).operations())
                    .extracting(Operation::id)
                    .containsExactly(operation.id());
        } else {
            assertThatThrownBy(() -> store().releaseLeases())
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
