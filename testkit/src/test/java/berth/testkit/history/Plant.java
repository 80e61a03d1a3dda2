package berth.testkit.history;

import static berth.testkit.history.CleanRun.SCOPES;
import static berth.testkit.history.CleanRun.home;
import static berth.testkit.history.CleanRun.key;
import static berth.testkit.history.CleanRun.marker;

import berth.core.json.JsonObject;
import berth.core.registration.OperationState;
import berth.core.registration.RegistrationStatus;
import berth.testkit.history.Applied.Effect;
import berth.testkit.history.FinalState.EndAudit;
import berth.testkit.history.FinalState.EndIdentity;
import berth.testkit.history.FinalState.EndOperation;
import berth.testkit.history.FinalState.EndRegistration;
import berth.testkit.history.FinalState.EndWork;
import berth.testkit.history.HistoryEntry.Phase;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// One thing gone wrong in a run, and the rule it breaks: that one and no other.
@SuppressWarnings("ImmutableEnumChecker") // the lambdas hold nothing
enum Plant {
    AN_OPERATION_RUNS_BEFORE_AND_AFTER_ANOTHER(
            Invariant.I1,
            run -> {
                var first = run.operationsOf(Tale.REPEATED).getFirst().id();
                tell(run, Tale.REPEATED, Answer.assigning(first));
            }),
    AN_ACKNOWLEDGED_OPERATION_IS_LOST(
            Invariant.I2, run -> run.operations.removeAll(run.operationsOf(Tale.ASSIGNED))),
    AN_ACKNOWLEDGED_OPERATION_IS_LEFT_RUNNING(
            Invariant.I2,
            run -> operation(run, Tale.ASSIGNED, row -> with(row, OperationState.HUB_READY))),
    A_DEVICE_IS_TOLD_ANOTHER_END(
            Invariant.I2,
            run ->
                    tell(
                            run,
                            Tale.ASSIGNED,
                            Answer.failed(run.operationsOf(Tale.ASSIGNED).getFirst().id()))),
    THE_HUB_NEVER_WROTE_WHAT_THE_DEVICE_WAS_TOLD(
            Invariant.I3, run -> run.entries.removeIf(entry -> isLedger(entry, Tale.ASSIGNED))),
    THE_HUB_WROTE_AFTER_THE_DEVICE_WAS_TOLD(
            Invariant.I3,
            run -> {
                run.entries.removeIf(entry -> isLedger(entry, Tale.ASSIGNED));
                write(run, Tale.ASSIGNED, latest(run, Tale.ASSIGNED, 1, Effect.CREATED, true));
            }),
    AN_ASSIGNED_IDENTITY_IS_REMOVED_ONCE(
            Invariant.I3,
            run ->
                    write(
                            run,
                            Tale.ASSIGNED,
                            new Applied(Effect.REMOVED, "r", null, false, null, false))),
    AN_ASSIGNED_IDENTITY_IS_DISABLED_ONCE(
            Invariant.I3,
            run ->
                    write(
                            run,
                            Tale.LOST_ANSWER,
                            latest(run, Tale.LOST_ANSWER, 1, Effect.UPDATED, false))),
    AN_ASSIGNED_IDENTITY_IS_MISSING(
            Invariant.I3, run -> run.identities.remove(run.identityOf(Tale.ASSIGNED))),
    AN_ASSIGNED_IDENTITY_IS_DISABLED(
            Invariant.I3,
            run -> identity(run, Tale.ASSIGNED, false, "keys-of-" + key(Tale.ASSIGNED))),
    AN_ASSIGNED_IDENTITY_HAS_OTHER_CREDENTIALS(
            Invariant.I3, run -> identity(run, Tale.ASSIGNED, true, "others")),
    THE_OLD_HUB_KEEPS_ITS_IDENTITY(
            Invariant.I4,
            run -> {
                var first = run.operationsOf(Tale.MOVED).getFirst().id();
                leave(run, Tale.MOVED, home(scope()), marker(scope(), 1, first).text());
            }),
    AN_IDENTITY_IN_EACH_HUB(
            Invariant.I4,
            run -> {
                var only = run.operationsOf(Tale.ASSIGNED).getFirst().id();
                leave(run, Tale.ASSIGNED, CleanRun.other(scope()), marker(scope(), 1, only).text());
            }),
    A_PLAN_IS_MADE_TWICE(
            Invariant.I6,
            run -> {
                var id = run.operationsOf(Tale.ASSIGNED).getFirst().id();
                var again =
                        new Advance(
                                OperationState.PLANNED,
                                "registration.waiting",
                                "another plan",
                                List.of());
                run.addCall(Fact.ADVANCE, scope() + "/" + id, Phase.OK, again.json());
                run.audit.add(
                        new EndAudit(scope(), "registration.waiting", Tale.ASSIGNED.id(), id));
            }),
    ANOTHER_PLAN_IS_LEFT(
            Invariant.I6, run -> operation(run, Tale.ASSIGNED, row -> with(row, "another plan"))),
    NO_PLAN_IS_LEFT(
            Invariant.I6, run -> operation(run, Tale.ASSIGNED, row -> with(row, (String) null))),
    AN_OLD_GENERATION_WRITES_LAST(
            Invariant.I7,
            run -> write(run, Tale.REPEATED, latest(run, Tale.REPEATED, 1, Effect.UPDATED, true))),
    A_FAILURE_LEAVES_AN_IDENTITY(
            Invariant.I8,
            run -> {
                var id = run.operationsOf(Tale.FAILED).getFirst().id();
                leave(run, Tale.FAILED, home(scope()), marker(scope(), 1, id).text());
            }),
    A_COMPENSATION_ENDS_UNDONE(
            Invariant.I8,
            run -> work(run, Tale.FAILED_OPEN, row -> with(row, EndWork.State.DONE, false))),
    A_WORK_ITEM_IS_LOST(
            Invariant.I9, run -> run.work.removeIf(item -> item.name().contains(Tale.MOVED.id()))),
    A_WORK_ITEM_IS_THERE_TWICE(
            Invariant.I9,
            run -> {
                var item =
                        run.work.stream()
                                .filter(one -> one.name().contains(Tale.MOVED.id()))
                                .findFirst()
                                .orElseThrow();
                run.work.add(item);
            }),
    A_WORK_ITEM_FROM_NOWHERE(
            Invariant.I9,
            run ->
                    run.work.add(
                            new EndWork(
                                    scope(), "HUB_CLEANUP", "x", EndWork.State.DONE, null, false))),
    AN_END_IS_NOT_AUDITED(
            Invariant.I10, run -> run.audit.remove(entry(run, "registration.assigned"))),
    AN_END_IS_AUDITED_TWICE(
            Invariant.I10, run -> run.audit.add(entry(run, "registration.assigned"))),
    A_STEP_IS_NOT_AUDITED(
            Invariant.I10, run -> run.audit.remove(entry(run, "registration.hub-ready"))),
    AN_ADMISSION_IS_NOT_AUDITED(
            Invariant.I10, run -> run.audit.remove(entry(run, "registration.admitted"))),
    A_CONFIRMATION_IS_NOT_AUDITED(
            Invariant.I10, run -> unaudited(run, Tale.CONFIRMED, "registration.confirmed")),
    A_FAILURE_IS_NOT_AUDITED(
            Invariant.I10,
            run -> {
                run.entries.removeIf(
                        entry ->
                                entry.fact() == Fact.ADVANCE
                                        && entry.key()
                                                .endsWith(
                                                        run.operationsOf(Tale.FAILED)
                                                                .getFirst()
                                                                .id()));
                unaudited(run, Tale.FAILED, "registration.failed");
            }),
    AN_OPERATORS_STOP_IS_NOT_AUDITED(
            Invariant.I10, run -> unaudited(run, Tale.STOPPED, "device.disabled")),
    AN_END_OF_NOTHING_IS_AUDITED(
            Invariant.I10,
            run ->
                    run.audit.add(
                            new EndAudit(
                                    scope(),
                                    "registration.failed",
                                    Tale.ASSIGNED.id(),
                                    run.freshOperation().value()))),
    A_DEVICE_IS_TOLD_OF_A_STRANGERS_OPERATION(
            Invariant.I11,
            run -> {
                var strangers =
                        run.operations.stream()
                                .filter(row -> row.scope().equals(SCOPES.getLast()))
                                .findFirst()
                                .orElseThrow();
                tell(run, Tale.ASSIGNED, Answer.assigning(strangers.id()));
            }),
    A_DEVICE_IS_TOLD_OF_A_STRANGERS_HUB(
            Invariant.I11,
            run ->
                    tell(
                            run,
                            Tale.ASSIGNED,
                            Answer.assigned(
                                    run.operationsOf(Tale.ASSIGNED).getFirst().id(),
                                    CleanRun.dark(SCOPES.getLast()),
                                    Tale.ASSIGNED.id()))),
    A_STRANGERS_HUB_IS_WRITTEN_TO(
            Invariant.I11,
            run -> {
                var id = run.operationsOf(Tale.DELETED).getFirst().id();
                leave(run, Tale.DELETED, home(SCOPES.getLast()), marker(scope(), 1, id).text());
            }),
    A_REFUSED_REQUEST_MAKES_AN_OPERATION(
            Invariant.I14,
            run -> {
                run.operations.add(
                        new EndOperation(
                                scope(),
                                Tale.REFUSED.id(),
                                run.freshOperation().value(),
                                OperationState.FAILED,
                                "keys",
                                null,
                                true));
                run.audit.add(
                        new EndAudit(
                                scope(), "registration.refused", Tale.REFUSED.id(), "tracking"));
            }),
    A_REFUSED_REQUEST_MAKES_A_REGISTRATION(
            Invariant.I14,
            run ->
                    run.registrations.add(
                            new EndRegistration(
                                    scope(),
                                    Tale.REFUSED.id(),
                                    RegistrationStatus.FAILED,
                                    null,
                                    null,
                                    run.freshOperation().value()))),
    A_REFUSED_REQUEST_REACHES_A_HUB(
            Invariant.I14,
            run -> {
                var never = run.freshOperation().value();
                leave(run, Tale.REFUSED, home(scope()), marker(scope(), 1, never).text());
            }),
    AN_OPERATION_NOBODY_KNOWS_IS_LEFT_RUNNING(
            Invariant.LIVENESS,
            run -> operation(run, Tale.NEVER_ANSWERED, row -> with(row, OperationState.PLANNED))),
    A_REGISTRATION_IS_ASSIGNING_FOR_EVER(
            Invariant.LIVENESS,
            run ->
                    run.registrations.replaceAll(
                            row ->
                                    row.key().equals(key(Tale.ASSIGNED))
                                            ? new EndRegistration(
                                                    row.scope(),
                                                    row.id(),
                                                    RegistrationStatus.ASSIGNING,
                                                    row.hub(),
                                                    row.deviceId(),
                                                    row.operation())
                                            : row)),
    A_WORK_ITEM_IS_FORGOTTEN(
            Invariant.LIVENESS,
            run -> work(run, Tale.FAILED_OPEN, row -> with(row, EndWork.State.OPEN, true))),
    A_DEVICE_WAITS_LONG_AFTER_THE_LAST_FAULT(
            Invariant.LIVENESS,
            run -> {
                var id = run.operationsOf(Tale.ASSIGNED).getFirst().id();
                run.add(
                        run.last() + 1,
                        "test",
                        "test",
                        Phase.INFO,
                        Fact.FAULT,
                        "end",
                        JsonObject.EMPTY);
                wait(run, Duration.ofSeconds(61));
                tell(run, Tale.ASSIGNED, Answer.assigning(id));
            });

    private final Invariant broken;
    private final Consumer<CleanRun> planting;

    Plant(Invariant broken, Consumer<CleanRun> planting) {
        this.broken = broken;
        this.planting = planting;
    }

    Invariant broken() {
        return broken;
    }

    void in(CleanRun run) {
        planting.accept(run);
    }

    private static String scope() {
        return SCOPES.getFirst();
    }

    private static void tell(CleanRun run, Tale tale, Answer answer) {
        run.addCall(Fact.POLL, key(tale), Phase.OK, answer.json());
    }

    /// Something harmless, later.
    static void wait(CleanRun run, Duration time) {
        run.add(
                run.last() + time.toNanos(),
                "idle",
                "hub",
                Phase.OK,
                Fact.APPLIED,
                "elsewhere.example/idle",
                new Applied(Effect.UPDATED, "r", null, true, "keys", false).json());
    }

    private static void write(CleanRun run, Tale tale, Applied applied) {
        run.add(
                run.last() + 1,
                "ledger-" + home(scope()),
                "hub",
                Phase.OK,
                Fact.APPLIED,
                home(scope()) + "/" + tale.id(),
                applied.json());
    }

    private static boolean isLedger(HistoryEntry entry, Tale tale) {
        return entry.fact() == Fact.APPLIED && entry.key().equals(home(scope()) + "/" + tale.id());
    }

    /// A write of the first operation.
    private static Applied latest(
            CleanRun run, Tale tale, long generation, Effect effect, boolean enabled) {
        var id = run.operationsOf(tale).getFirst().id();
        return new Applied(
                effect,
                "r",
                marker(scope(), generation, id).text(),
                enabled,
                "keys-of-" + key(tale),
                false);
    }

    private static void leave(CleanRun run, Tale tale, String hub, String marker) {
        run.identities.add(
                new EndIdentity(hub, tale.id(), marker, false, true, "keys-of-" + key(tale)));
    }

    private static void identity(CleanRun run, Tale tale, boolean enabled, String keys) {
        var before = run.identityOf(tale);
        run.identities.remove(before);
        run.identities.add(
                new EndIdentity(
                        before.hub(), before.deviceId(), before.marker(), false, enabled, keys));
    }

    private static EndAudit entry(CleanRun run, String action) {
        return run.audit.stream()
                .filter(one -> one.scope().equals(scope()))
                .filter(one -> one.target().equals(Tale.ASSIGNED.id()))
                .filter(one -> one.action().equals(action))
                .findFirst()
                .orElseThrow();
    }

    private static void unaudited(CleanRun run, Tale tale, String action) {
        run.audit.removeIf(
                one ->
                        one.scope().equals(scope())
                                && one.target().equals(tale.id())
                                && one.action().equals(action));
    }

    private static void operation(CleanRun run, Tale tale, UnaryOperator<EndOperation> change) {
        run.operations.replaceAll(row -> row.key().equals(key(tale)) ? change.apply(row) : row);
    }

    private static void work(CleanRun run, Tale tale, UnaryOperator<EndWork> change) {
        run.work.replaceAll(
                row ->
                        row.scope().equals(scope()) && row.key().endsWith("/" + tale.id())
                                ? change.apply(row)
                                : row);
    }

    private static EndOperation with(EndOperation row, OperationState state) {
        return new EndOperation(
                row.scope(),
                row.registration(),
                row.id(),
                state,
                row.authentication(),
                row.plan(),
                false);
    }

    private static EndOperation with(EndOperation row, @Nullable String plan) {
        return new EndOperation(
                row.scope(),
                row.registration(),
                row.id(),
                row.state(),
                row.authentication(),
                plan,
                false);
    }

    private static EndWork with(EndWork row, EndWork.State state, boolean overdue) {
        return new EndWork(row.scope(), row.kind(), row.key(), state, row.place(), overdue);
    }
}
