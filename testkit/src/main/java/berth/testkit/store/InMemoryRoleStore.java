package berth.testkit.store;

import berth.core.audit.AuditLog;
import berth.core.change.Change;
import berth.core.hub.role.Role;
import berth.core.hub.role.RoleName;
import berth.core.hub.role.RoleStore;
import berth.core.id.HubHostName;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Roles of hubs in memory. Any thread.
public final class InMemoryRoleStore implements RoleStore {
    private final AuditLog audit;
    private final Failures failures = new Failures();
    private final InMemoryTable<Role> roles = new InMemoryTable<>();

    public InMemoryRoleStore(AuditLog audit) {
        this.audit = audit;
    }

    /// The next call fails with `failure`.
    public void failNext(RuntimeException failure) {
        failures.order(failure);
    }

    /// Writes without decision and audit, to set a scene.
    public synchronized void put(HubHostName hub, Role role) {
        roles.put(InMemoryTable.key(hub, role.name()), role);
    }

    @Override
    public synchronized List<Role> roles(HubHostName hub) {
        failures.happen();
        return roles.of(hub);
    }

    @Override
    public synchronized <A> A changeRole(
            HubHostName hub, RoleName name, Function<Optional<Role>, Change<Role, A>> decision) {
        failures.happen();
        return roles.change(InMemoryTable.key(hub, name), audit, decision);
    }
}
