package berth.system.crash;

import berth.core.hub.HubDevice;
import berth.core.hub.HubMarker;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.registration.Operation;
import berth.core.registration.Registration;
import berth.core.work.HubErrand;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;
import berth.store.sql.SqlStore;
import berth.testkit.history.Digest;
import berth.testkit.history.FinalState;
import berth.testkit.history.FinalState.EndAudit;
import berth.testkit.history.FinalState.EndIdentity;
import berth.testkit.history.FinalState.EndOperation;
import berth.testkit.history.FinalState.EndRegistration;
import berth.testkit.history.FinalState.EndWork;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is left in a store when every server has stopped, read through the ports that a server
/// reads it through: a row that cannot be read fails the dump.
final class EndDump {
    private static final Duration OVERDUE = Duration.ofMinutes(1);
    private static final int AUDIT_MAX = 1_000_000;

    private final Home home;
    private final SqlStore store;
    private final IdScope scope;
    private final Instant now = Instant.now();

    private EndDump(Home home, SqlStore store, IdScope scope) {
        this.home = home;
        this.store = store;
        this.scope = scope;
    }

    /// @param linked hubs that are or were linked to the scope
    /// @param ledgered hubs whose every write is in the history
    static FinalState of(Home home, String scope, Set<String> linked, Set<String> ledgered) {
        try (var store = home.open()) {
            var dump = new EndDump(home, store, new IdScope(scope));
            return new FinalState(
                    System.nanoTime(),
                    Map.of(scope, linked),
                    ledgered,
                    dump.registrations(),
                    dump.operations(),
                    dump.identities(),
                    dump.work(),
                    dump.audit());
        }
    }

    private List<EndRegistration> registrations() {
        return home.names("SELECT registration_id AS name FROM registration").stream()
                .map(id -> store.registrations().registration(scope, new RegistrationId(id)))
                .map(found -> registration(found.orElseThrow()))
                .toList();
    }

    private static EndRegistration registration(Registration row) {
        var place = row.place();
        return new EndRegistration(
                row.scope().value(),
                row.registrationId().value(),
                row.status(),
                place == null ? null : place.hub().value(),
                place == null ? null : place.deviceId().value(),
                row.operationId().value());
    }

    private List<EndOperation> operations() {
        return home.names("SELECT operation_id AS name FROM operation").stream()
                .map(id -> store.registrations().operation(scope, new OperationId(id)))
                .map(found -> operation(found.orElseThrow()))
                .toList();
    }

    private static EndOperation operation(Operation row) {
        return new EndOperation(
                row.scope().value(),
                row.registrationId().value(),
                row.id().value(),
                row.state(),
                Digest.of(row.intake().authentication()),
                row.plan() == null ? null : Digest.of(row.plan()),
                row.createdAt().equals(row.finishedAt()) && row.plan() == null);
    }

    private List<EndIdentity> identities() {
        return store.hubs().hubs().stream()
                .flatMap(
                        hub ->
                                Home.all(page -> store.hubs().devices(hub.hostName(), page))
                                        .stream()
                                        .map(device -> identity(hub.hostName().value(), device)))
                .toList();
    }

    private static EndIdentity identity(String hub, HubDevice device) {
        var identity = device.identity();
        return new EndIdentity(
                hub,
                identity.deviceId().value(),
                identity.marker().map(HubMarker::text).orElse(null),
                identity.statusReason() != null && HubMarker.saysTakenOver(identity.statusReason()),
                identity.enabled(),
                Digest.of(identity.authentication()));
    }

    private List<EndWork> work() {
        return Arrays.stream(WorkEntry.State.values())
                .flatMap(
                        state ->
                                Home.all(page -> store.work().entries(scope, state, page)).stream())
                .map(this::work)
                .toList();
    }

    private EndWork work(WorkEntry entry) {
        var item = entry.item();
        return new EndWork(
                item.scope().value(),
                item.kind().name(),
                item.key(),
                switch (entry.state()) {
                    case OPEN -> EndWork.State.OPEN;
                    case DONE -> EndWork.State.DONE;
                    case DEAD -> EndWork.State.DEAD;
                },
                HubErrand.of(item.detail())
                        .map(errand -> errand.hub() + "/" + errand.deviceId())
                        .orElse(null),
                overdue(item));
    }

    /// Nobody's hurry: what only an operator closes is never overdue.
    private boolean overdue(WorkItem item) {
        return item.kind().automatic() && item.notBefore().plus(OVERDUE).isBefore(now);
    }

    private List<EndAudit> audit() {
        return store.auditLog().newest(scope.value(), "", AUDIT_MAX).stream()
                .map(
                        event ->
                                new EndAudit(
                                        event.scope(),
                                        event.action(),
                                        event.target(),
                                        event.correlationId()))
                .toList();
    }

    /// Every place at which a final state has a device.
    static Set<String> places(FinalState end, String deviceId) {
        return end.identities().stream()
                .filter(identity -> identity.deviceId().equals(deviceId))
                .map(EndIdentity::place)
                .collect(Collectors.toSet());
    }

    /// Items of a kind that are still to be done by a worker.
    static Stream<EndWork> openAutomatic(FinalState end) {
        return end.work().stream()
                .filter(item -> item.state() == EndWork.State.OPEN)
                .filter(item -> WorkItem.Kind.valueOf(item.kind()).automatic());
    }
}
