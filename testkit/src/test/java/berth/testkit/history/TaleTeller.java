package berth.testkit.history;

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

import java.util.List;

/// Writes down what happens to one device, and keeps the final state true to it.
final class TaleTeller {
    private final CleanRun run;
    private final String scope;
    private final String id;
    private long now;
    private int steps;
    private long generation;
    private String operation = "";
    private String hub = "";
    private String marker = "";
    private String firstMarker = "";
    private boolean nodeDies;

    TaleTeller(CleanRun run, String scope, Tale tale) {
        this.run = run;
        this.scope = scope;
        id = tale.id();
        now = run.random.nextInt(20_000_000);
    }

    String scope() {
        return scope;
    }

    void register() {
        device(Phase.INVOKE, Fact.REGISTER, JsonObject.EMPTY);
        admit();
        device(Phase.OK, Fact.REGISTER, Answer.assigning(operation).json());
    }

    void registerUnanswered() {
        device(Phase.INVOKE, Fact.REGISTER, JsonObject.EMPTY);
        admit();
        device(Phase.INFO, Fact.REGISTER, JsonObject.EMPTY);
    }

    void registerRefused() {
        device(Phase.INVOKE, Fact.REGISTER, JsonObject.EMPTY);
        device(Phase.FAIL, Fact.REGISTER, JsonObject.EMPTY);
    }

    void join() {
        device(Phase.INVOKE, Fact.REGISTER, JsonObject.EMPTY);
        device(Phase.OK, Fact.REGISTER, Answer.assigning(operation).json());
    }

    void confirm() {
        device(Phase.INVOKE, Fact.REGISTER, JsonObject.EMPTY);
        operation = run.freshOperation().value();
        run.operations.add(
                new EndOperation(
                        scope, id, operation, OperationState.SUCCEEDED, keys(), null, true));
        audit("registration.confirmed", "tracking");
        settle(RegistrationStatus.ASSIGNED);
        device(Phase.OK, Fact.REGISTER, Answer.assigned(operation, hub, id).json());
    }

    private void admit() {
        operation = run.freshOperation().value();
        generation++;
        marker = CleanRun.marker(scope, generation, operation).text();
        firstMarker = firstMarker.isEmpty() ? marker : firstMarker;
        run.operations.add(
                new EndOperation(
                        scope, id, operation, OperationState.ADMITTED, keys(), null, false));
        audit("registration.admitted", "tracking");
        settle(RegistrationStatus.ASSIGNING);
    }

    /// The process that makes the next step does not live to write its end.
    void killNodeInNextStep() {
        nodeDies = true;
    }

    void assign(String to) {
        boolean moves = !hub.isEmpty() && !hub.equals(to);
        var from = hub;
        provision(to);
        hub = to;
        step(
                OperationState.SUCCEEDED,
                "registration.assigned",
                moves ? List.of(workName(from)) : List.of());
        if (moves) {
            run.work.add(workItem(from, EndWork.State.OPEN));
        }
        settle(RegistrationStatus.ASSIGNED);
    }

    void provision(String to) {
        plan();
        boolean there = run.identities.removeIf(one -> one.place().equals(to + "/" + id));
        applied(to, there ? Effect.UPDATED : Effect.CREATED, marker, true);
        run.identities.add(new EndIdentity(to, id, marker, there, true, keys()));
        step(OperationState.HUB_READY, "registration.hub-ready", List.of());
    }

    void fail(boolean leaves) {
        var home = CleanRun.home(scope);
        step(
                OperationState.FAILED,
                "registration.failed",
                leaves ? List.of(workName(home)) : List.of());
        if (leaves) {
            run.work.add(workItem(home, EndWork.State.OPEN));
        }
        settle(RegistrationStatus.FAILED);
    }

    void removeFrom(String from) {
        run.identities.removeIf(one -> one.place().equals(from + "/" + id));
        write(from, new Applied(Effect.REMOVED, "request-" + now, null, false, null, false));
    }

    void cleanUp(String from) {
        removeFrom(from);
        run.work.remove(workItem(from, EndWork.State.OPEN));
        run.work.add(workItem(from, EndWork.State.DONE));
        var actor = "cleaner-" + key() + steps++;
        write("node-1", actor, Phase.INVOKE, Fact.WORK_END, workName(from), JsonObject.EMPTY);
        write("node-1", actor, Phase.OK, Fact.WORK_END, workName(from), JsonObject.EMPTY);
    }

    void lateCreate(String at) {
        write(at, new Applied(Effect.CREATED, "request-" + now, firstMarker, true, keys(), true));
        run.identities.add(new EndIdentity(at, id, firstMarker, false, true, keys()));
    }

    void disableByOperator(String at) {
        operator(Fact.CHANGE, Phase.INVOKE);
        generation++;
        var act = CleanRun.marker(scope, generation, run.freshOperation().value()).text();
        audit("device.disabled", "tracking");
        settle(RegistrationStatus.DISABLED);
        operator(Fact.CHANGE, Phase.OK);
        applied(at, Effect.UPDATED, act, false);
        run.identities.removeIf(one -> one.place().equals(at + "/" + id));
        run.identities.add(new EndIdentity(at, id, act, true, false, keys()));
    }

    /// It has no identity yet; what runs for it ends.
    void stopByOperator() {
        operator(Fact.CHANGE, Phase.INVOKE);
        generation++;
        enter(OperationState.FAILED, "device.disabled", "tracking");
        settle(RegistrationStatus.DISABLED);
        operator(Fact.CHANGE, Phase.OK);
    }

    void plan() {
        step(OperationState.PLANNED, "registration.planned", List.of());
    }

    void deleteByOperator() {
        operator(Fact.DELETE, Phase.INVOKE);
        run.registrations.removeIf(one -> one.key().equals(key()));
        audit("registration.deleted", "tracking");
        hub = "";
        operator(Fact.DELETE, Phase.OK);
    }

    /// Asks and is told how its present operation stands.
    void poll() {
        device(Phase.INVOKE, Fact.POLL, JsonObject.EMPTY);
        var registration =
                run.registrations.stream()
                        .filter(one -> one.key().equals(key()))
                        .findFirst()
                        .orElseThrow();
        var answer =
                registration.status() == RegistrationStatus.ASSIGNED
                        ? Answer.assigned(operation, hub, id)
                        : Answer.failed(operation);
        device(Phase.OK, Fact.POLL, answer.json());
    }

    private void step(OperationState to, String action, List<String> work) {
        var plan = to == OperationState.FAILED ? null : "plan-of-" + operation;
        var value = new Advance(to, action, plan, work).json();
        var key = scope + "/" + operation;
        if (nodeDies) {
            nodeDies = false;
            write("node-0", "worker-" + key(), Phase.INVOKE, Fact.ADVANCE, key, value);
            if (run.random.nextBoolean()) {
                enter(to, action, operation);
                return;
            }
        }
        var actor = "worker-" + key() + steps++;
        write("node-1", actor, Phase.INVOKE, Fact.ADVANCE, key, value);
        enter(to, action, operation);
        write("node-1", actor, Phase.OK, Fact.ADVANCE, key, value);
    }

    private void enter(OperationState to, String action, String correlation) {
        run.operations.replaceAll(
                row ->
                        row.id().equals(operation)
                                ? new EndOperation(
                                        scope,
                                        id,
                                        operation,
                                        to,
                                        keys(),
                                        "plan-of-" + operation,
                                        false)
                                : row);
        audit(action, correlation);
    }

    private void settle(RegistrationStatus status) {
        run.registrations.removeIf(one -> one.key().equals(key()));
        boolean assigned = !hub.isEmpty();
        run.registrations.add(
                new EndRegistration(
                        scope, id, status, assigned ? hub : null, assigned ? id : null, operation));
    }

    private void applied(String at, Effect effect, String by, boolean enabled) {
        write(at, new Applied(effect, "request-" + now, by, enabled, keys(), false));
    }

    private void write(String at, Applied applied) {
        write("ledger-" + at, "hub", Phase.OK, Fact.APPLIED, at + "/" + id, applied.json());
    }

    private void device(Phase phase, Fact fact, JsonObject value) {
        write("devices", key(), phase, fact, key(), value);
    }

    private void operator(Fact fact, Phase phase) {
        write("operator", key(), phase, fact, key(), JsonObject.EMPTY);
    }

    private void write(
            String process, String actor, Phase phase, Fact fact, String key, JsonObject value) {
        now += 1 + run.random.nextInt(5_000_000);
        run.add(now, process, actor, phase, fact, key, value);
    }

    private void audit(String action, String correlation) {
        run.audit.add(new EndAudit(scope, action, id, correlation));
    }

    private EndWork workItem(String at, EndWork.State state) {
        return new EndWork(scope, "HUB_CLEANUP", at + "/" + id, state, at + "/" + id, false);
    }

    private String workName(String at) {
        return workItem(at, EndWork.State.OPEN).name();
    }

    private String keys() {
        return "keys-of-" + key();
    }

    private String key() {
        return scope + "/" + id;
    }
}
