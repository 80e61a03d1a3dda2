package berth.endpoint.service;

import berth.core.audit.AuditEvent;
import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.enrollment.EnrollmentKey;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.registration.Admission;
import berth.core.registration.Operation;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationStep;
import berth.core.registration.RegistrationStore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Registrations in memory, as far as operators touch them.
final class FakeRegistrationStore implements RegistrationStore {
    final List<AuditEvent> audit = new ArrayList<>();
    private final TreeMap<String, Registration> rows = new TreeMap<>();

    void put(Registration registration) {
        rows.put(registration.scope() + "/" + registration.registrationId(), registration);
    }

    @Override
    public Optional<Registration> registration(IdScope scope, RegistrationId id) {
        return Optional.ofNullable(rows.get(scope + "/" + id));
    }

    @Override
    public <A> A changeRegistration(
            IdScope scope,
            RegistrationId id,
            Function<Optional<Registration>, Change<Registration, A>> decision) {
        var key = scope + "/" + id;
        var change = decision.apply(Optional.ofNullable(rows.get(key)));
        switch (change) {
            case Change.Put<Registration, A>(Registration row, A _, AuditEvent event) -> {
                rows.put(key, row);
                audit.add(event);
            }
            case Change.Remove<Registration, A>(A _, AuditEvent event) -> {
                rows.remove(key);
                audit.add(event);
            }
            case Change.Leave<Registration, A> _ -> {}
        }
        return change.answer();
    }

    @Override
    public Page<Registration> byGroup(IdScope scope, EnrollmentGroupId group, Page.Request page) {
        var members = new TreeMap<>(rows);
        members.values().removeIf(row -> !row.enrollment().equals(new EnrollmentKey.Group(group)));
        return FakePages.page(members, scope + "/", page);
    }

    @Override
    public Optional<Operation> operation(IdScope scope, OperationId id) {
        throw devicesOnly();
    }

    @Override
    public Admission.Result admit(
            IdScope scope, RegistrationId id, Function<Current, Admission.Decision> rule) {
        throw devicesOnly();
    }

    @Override
    public Claimed claim(String owner, Duration lease, int limit) {
        throw devicesOnly();
    }

    @Override
    public boolean advance(Operation before, RegistrationStep step) {
        throw devicesOnly();
    }

    @Override
    public int releaseLeases() {
        throw devicesOnly();
    }

    private static UnsupportedOperationException devicesOnly() {
        return new UnsupportedOperationException("for devices only");
    }
}
