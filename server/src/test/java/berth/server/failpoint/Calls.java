package berth.server.failpoint;

import berth.core.allocation.CustomAllocationAnswer;
import berth.core.allocation.CustomAllocationQuestion;
import berth.core.audit.AuditEvent;
import berth.core.change.Page;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubMarker;
import berth.core.hub.HubRegistry;
import berth.core.id.DeviceId;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.registration.Admission;
import berth.core.registration.Operation;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationChange;
import berth.core.registration.RegistrationStep;
import berth.core.registration.RegistrationStore;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;
import berth.core.work.WorkStep;
import berth.core.work.WorkStore;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Ports that hold nothing and write down each call.
final class Calls implements RegistrationStore {
    private static final HubAnswer DONE = new HubAnswer.Done(true);

    private final List<String> happened;
    private boolean fails;

    Calls(List<String> happened) {
        this.happened = happened;
    }

    void failNext() {
        fails = true;
    }

    private <T> T call(T answer) {
        happened.add("call");
        if (fails) {
            fails = false;
            throw new IllegalStateException("ordered");
        }
        return answer;
    }

    CustomAllocationAnswer ask(CustomAllocationQuestion question) {
        return call(null);
    }

    @Override
    public Optional<Registration> registration(IdScope scope, RegistrationId id) {
        return call(Optional.empty());
    }

    @Override
    public Optional<Operation> operation(IdScope scope, OperationId id) {
        return call(Optional.empty());
    }

    @Override
    public Admission.Result admit(
            IdScope scope, RegistrationId id, Function<Current, Admission.Decision> rule) {
        return call(null);
    }

    @Override
    public RegistrationStore.Claimed claim(String owner, Duration lease, int limit) {
        return call(new RegistrationStore.Claimed(List.of(), Instant.EPOCH));
    }

    @Override
    public boolean advance(Operation before, RegistrationStep step) {
        return call(true);
    }

    @Override
    public <A> A changeRegistration(
            IdScope scope, RegistrationId id, Function<Current, RegistrationChange<A>> rule) {
        return call(rule.apply(new Current(null, null, null, Instant.EPOCH)).answer());
    }

    @Override
    public Page<Registration> byGroup(IdScope scope, EnrollmentGroupId group, Page.Request page) {
        return call(null);
    }

    @Override
    public Map<IdScope, Integer> running() {
        return call(Map.of());
    }

    @Override
    public int releaseLeases(String owner) {
        return call(0);
    }

    @Override
    public int releaseLeases() {
        return call(0);
    }

    HubRegistry hub() {
        return new HubRegistry() {
            @Override
            public HubAnswer provision(DeviceOrder order) {
                return call(DONE);
            }

            @Override
            public Optional<DeviceIdentity> find(DeviceId deviceId) {
                return call(Optional.empty());
            }

            @Override
            public Optional<DeviceTwin> twin(DeviceId deviceId) {
                return call(Optional.empty());
            }

            @Override
            public HubAnswer remove(DeviceRemoval removal) {
                return call(DONE);
            }

            @Override
            public HubAnswer setEnabled(DeviceId deviceId, HubMarker marker, boolean enabled) {
                return call(DONE);
            }
        };
    }

    WorkStore work() {
        return new WorkStore() {
            @Override
            public WorkStore.Claimed claim(String owner, Duration lease, int limit) {
                return call(new WorkStore.Claimed(List.of(), Instant.EPOCH));
            }

            @Override
            public boolean finish(WorkEntry entry, WorkStep step) {
                return call(true);
            }

            @Override
            public Page<WorkEntry> entries(
                    IdScope scope, WorkEntry.State state, Page.Request page) {
                return call(null);
            }

            @Override
            public boolean settle(WorkItem.Name item, Word word, AuditEvent audit) {
                return call(true);
            }
        };
    }
}
