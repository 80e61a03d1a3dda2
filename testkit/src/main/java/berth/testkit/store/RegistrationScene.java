package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.audit.AuditEvent;
import berth.core.audit.AuditLog;
import berth.core.change.Page;
import berth.core.enrollment.Enrollment;
import berth.core.id.ByteString;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.registration.Admission;
import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationChange;
import berth.core.registration.RegistrationStatus;
import berth.core.registration.RegistrationStep;
import berth.core.registration.RegistrationStore;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What the contract suites of the registration store share: devices that register and operations
/// that take steps.
public abstract class RegistrationScene {
    RegistrationScene() {}

    static final Duration LEASE = Duration.ofSeconds(30);

    final IdScope scope = Samples.freshScope();
    final Samples samples = new Samples(17);
    final RegistrationId meter7 = new RegistrationId("meter-7");

    /// The store under test; the same one for the whole of a test.
    protected abstract RegistrationHost host();

    final RegistrationStore store() {
        return host().store();
    }

    final AuditLog auditLog() {
        return host().auditLog();
    }

    Admission.Result admit(String spelling, Enrollment enrollment, ByteString digest) {
        var command = samples.command(scope, spelling);
        var proven = samples.proven(enrollment);
        var ticket = samples.ticket("node-1");
        return store().admit(
                        scope,
                        command.registrationId(),
                        current ->
                                Admission.decide(
                                        current, samples.request(command, proven, digest), ticket));
    }

    Operation admit(String spelling) {
        return admit(spelling, samples.individual(scope, spelling), ByteString.sha256())
                .operation();
    }

    Registration registration() {
        return store().registration(scope, meter7).orElseThrow();
    }

    Operation stored(Operation operation) {
        return store().operation(scope, operation.id()).orElseThrow();
    }

    AuditEvent event(String action) {
        return Samples.event(scope, action, "meter-7");
    }

    RegistrationStep step(Operation next, @Nullable Registration registration) {
        return new RegistrationStep(
                next, registration, Duration.ZERO, List.of(), event("operation.stepped"));
    }

    boolean planned(Operation operation) {
        var next =
                Copies.of(operation)
                        .state(OperationState.PLANNED)
                        .plan(samples.plan(operation))
                        .operation();
        return store().advance(operation, step(next, null));
    }

    void remove() {
        store().changeRegistration(
                        scope,
                        meter7,
                        _ ->
                                new RegistrationChange.Remove<>(
                                        true, List.of(), event("registration.deleted")));
    }

    Registration assigned(Registration registration) {
        return Copies.of(registration)
                .status(RegistrationStatus.ASSIGNED)
                .assignment(samples.assignment())
                .etag(samples.etag())
                .registration();
    }

    List<WorkItem> openWork() {
        return host()
                .work()
                .entries(scope, WorkEntry.State.OPEN, new Page.Request("", 100))
                .items()
                .stream()
                .map(WorkEntry::item)
                .toList();
    }

    Operation finish(Operation operation) {
        var item =
                new WorkItem(
                        scope, WorkItem.Kind.HUB_CLEANUP, "old-hub", Samples.json(), Samples.DUE);
        var registration = store().registration(scope, operation.registrationId()).orElseThrow();
        var step =
                new RegistrationStep(
                        Copies.of(operation)
                                .state(OperationState.SUCCEEDED)
                                .finishedAt(Instant.parse("2030-01-02T00:00:00Z"))
                                .operation(),
                        assigned(registration),
                        Duration.ZERO,
                        List.of(item),
                        event("registration.assigned"));
        assertThat(store().advance(operation, step)).isTrue();
        return stored(operation);
    }
}
