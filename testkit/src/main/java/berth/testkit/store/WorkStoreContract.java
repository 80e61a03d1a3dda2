package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.audit.AuditEvent;
import berth.core.change.Page;
import berth.core.registration.OperationState;
import berth.core.registration.RegistrationStep;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;
import berth.core.work.WorkStep;
import berth.core.work.WorkStore;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/// What every queue of work items does. Items get there as they do in the house: by the end of an
/// operation. Needs a store without work for each test, because claims know no scopes.
public abstract class WorkStoreContract extends RegistrationScene {
    private WorkStore work() {
        return host().work();
    }

    private WorkEntry claimed() {
        return work().claim("node-1", LEASE, 10).entries().getFirst();
    }

    private List<WorkEntry> entries(WorkEntry.State state) {
        return work().entries(scope, state, new Page.Request("", 100)).items();
    }

    private WorkStep done() {
        return new WorkStep.Done("ok", List.of(), event("work.done"));
    }

    @Test
    void whatATransactionQueuedCanBeClaimedOnce() {
        finish(admit("meter-7"));

        var first = work().claim("node-1", LEASE, 10);

        assertThat(first.entries())
                .singleElement()
                .satisfies(
                        entry -> {
                            assertThat(entry.item().key()).isEqualTo("old-hub");
                            assertThat(entry.item().detail()).isEqualTo(Samples.json());
                            assertThat(entry.state()).isEqualTo(WorkEntry.State.OPEN);
                            assertThat(entry.attempt()).isZero();
                        });
        assertThat(work().claim("node-2", LEASE, 10).entries()).isEmpty();
    }

    @Test
    void anExpiredLeaseIsTakenAndItsFormerHolderWritesNothing() {
        finish(admit("meter-7"));
        var first = claimed();
        host().pass(LEASE.plusSeconds(1));
        var second = claimed();

        assertThat(second.epoch()).isGreaterThan(first.epoch());
        assertThat(work().finish(first, done())).isFalse();
        assertThat(work().finish(second, done())).isTrue();
    }

    @Test
    void whatIsDoneIsNeverClaimedAgain() {
        finish(admit("meter-7"));
        assertThat(work().finish(claimed(), done())).isTrue();
        host().pass(LEASE.plusSeconds(1));

        assertThat(work().claim("node-1", LEASE, 10).entries()).isEmpty();
        assertThat(entries(WorkEntry.State.OPEN)).isEmpty();
        assertThat(entries(WorkEntry.State.DONE))
                .singleElement()
                .satisfies(
                        entry -> {
                            assertThat(entry.reason()).isEqualTo("ok");
                            assertThat(entry.finished()).isPresent();
                        });
        assertThat(auditLog().newest(scope.value(), "", 1)).containsExactly(event("work.done"));
    }

    @Test
    void whatFollowsIsQueuedWithTheEnd() {
        finish(admit("meter-7"));
        var entry = claimed();
        var next =
                new WorkItem(
                        scope,
                        WorkItem.Kind.ABSENCE_WATCH,
                        "later",
                        Samples.json(),
                        entry.createdAt().plusSeconds(60));

        work().finish(entry, new WorkStep.Done("ok", List.of(next), event("work.done")));

        assertThat(openWork()).containsExactly(next);
        assertThat(work().claim("node-1", LEASE, 10).entries()).isEmpty();
        host().pass(Duration.ofSeconds(61));
        assertThat(work().claim("node-1", LEASE, 10).entries()).hasSize(1);
    }

    @Test
    void whatFailsIsTriedAgainAfterItsDelayWithItsTriesCounted() {
        finish(admit("meter-7"));
        work().finish(claimed(), new WorkStep.Again("away", Duration.ofSeconds(10), true));
        assertThat(work().claim("node-1", LEASE, 10).entries()).isEmpty();
        host().pass(Duration.ofSeconds(11));
        var second = claimed();
        work().finish(second, new WorkStep.Again("busy", Duration.ofSeconds(10), false));
        host().pass(Duration.ofSeconds(11));

        var third = claimed();

        assertThat(second.attempt()).isEqualTo(1);
        assertThat(second.reason()).isEqualTo("away");
        assertThat(third.attempt()).isEqualTo(1);
    }

    @Test
    void whatIsDeadWaitsForAnOperatorsWord() {
        finish(admit("meter-7"));
        var entry = claimed();
        work().finish(entry, new WorkStep.Dead("unlinked", event("work.dead")));
        host().pass(Duration.ofDays(2));
        assertThat(work().claim("node-1", LEASE, 10).entries()).isEmpty();
        assertThat(entries(WorkEntry.State.DEAD)).hasSize(1);

        assertThat(
                        work().settle(
                                        entry.item().name(),
                                        WorkStore.Word.REPLAY,
                                        event("work.replayed")))
                .isTrue();

        var again = claimed();
        assertThat(again.attempt()).isZero();
        assertThat(again.epoch()).isGreaterThan(entry.epoch());
        assertThat(auditLog().newest(scope.value(), "", 1))
                .extracting(AuditEvent::action)
                .containsExactly("work.replayed");
    }

    @Test
    void anOperatorDiscardsWhatIsOpenOrDeadButNotWhatIsDone() {
        finish(admit("meter-7"));
        var entry = claimed();
        var name = entry.item().name();

        assertThat(work().settle(name, WorkStore.Word.REPLAY, event("no"))).isFalse();
        assertThat(work().settle(name, WorkStore.Word.DISCARD, event("work.discarded"))).isTrue();
        assertThat(work().settle(name, WorkStore.Word.DISCARD, event("no"))).isFalse();
        assertThat(work().finish(entry, done())).isFalse();
        assertThat(entries(WorkEntry.State.DONE)).hasSize(1);
        assertThat(auditLog().newest(scope.value(), "", 1))
                .containsExactly(event("work.discarded"));
    }

    @Test
    void aNeedThatArisesAnewOpensItsItemAndVoidsTheLease() {
        finish(admit("meter-7"));
        var entry = claimed();
        finish(admit("meter-7"));

        assertThat(work().finish(entry, done())).isFalse();
        assertThat(openWork()).hasSize(1);
        assertThat(claimed().epoch()).isGreaterThan(entry.epoch());
    }

    @Test
    void noTwoClaimsTakeTheSameItem() {
        for (int i = 0; i < 4; i++) {
            var operation = admit("meter-" + i);
            int number = i;
            var step = step(Copies.of(operation).state(OperationState.CANCELLED).operation(), null);
            store().advance(
                            operation,
                            new RegistrationStep(
                                    step.operation(),
                                    null,
                                    Duration.ZERO,
                                    IntStream.range(0, 5)
                                            .mapToObj(
                                                    j ->
                                                            new WorkItem(
                                                                    scope,
                                                                    WorkItem.Kind.HUB_CLEANUP,
                                                                    number + "/" + j,
                                                                    Samples.json(),
                                                                    Samples.DUE))
                                            .toList(),
                                    step.audit()));
        }

        var taken =
                Together.run(4, i -> () -> work().claim("node-" + i, LEASE, 20).entries()).stream()
                        .flatMap(List::stream)
                        .map(entry -> entry.item().key())
                        .toList();

        assertThat(taken).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void whoStopsGivesBackItsItemsToo() {
        finish(admit("meter-7"));
        claimed();

        assertThat(store().releaseLeases("somebody else")).isZero();
        assertThat(work().claim("node-2", LEASE, 10).entries()).isEmpty();
        assertThat(store().releaseLeases("node-1")).isOne();
        assertThat(work().claim("node-2", LEASE, 10).entries()).hasSize(1);
    }

    @Test
    void theReconciliationQueueIsForPeople() {
        var operation = admit("meter-7");
        var item =
                new WorkItem(
                        scope,
                        WorkItem.Kind.RECONCILIATION,
                        "meter-7",
                        Samples.json(),
                        Samples.DUE);
        store().advance(
                        operation,
                        new RegistrationStep(
                                Copies.of(operation).attempt(1).operation(),
                                null,
                                Duration.ZERO,
                                List.of(item),
                                event("stepped")));

        assertThat(work().claim("node-1", LEASE, 10).entries()).isEmpty();
        assertThat(openWork()).containsExactly(item);
    }

    @Test
    void itemsAreListedInPagesByKindAndKey() {
        finish(admit("meter-7"));
        var first = work().entries(scope, WorkEntry.State.OPEN, new Page.Request("", 1));

        assertThat(first.items()).hasSize(1);
        assertThat(first.continuation()).isEmpty();
        assertThat(
                        work().entries(
                                        scope,
                                        WorkEntry.State.OPEN,
                                        new Page.Request("HUB_CLEANUP/old-hub", 1))
                                .items())
                .isEmpty();
        assertThat(
                        work().entries(
                                        Samples.freshScope(),
                                        WorkEntry.State.OPEN,
                                        new Page.Request("", 1))
                                .items())
                .isEmpty();
    }
}
