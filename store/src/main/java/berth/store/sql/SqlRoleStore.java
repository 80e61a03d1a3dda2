package berth.store.sql;

import berth.core.change.Change;
import berth.core.hub.role.Role;
import berth.core.hub.role.RoleName;
import berth.core.hub.role.RoleStore;
import berth.core.id.HubHostName;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Roles of hubs in the database.
public final class SqlRoleStore implements RoleStore {
    private final Database database;
    private final AuditRows audit;
    private final RoleRows rows;

    SqlRoleStore(Database database, AuditRows audit, RoleRows rows) {
        this.database = database;
        this.audit = audit;
        this.rows = rows;
    }

    @Override
    public List<Role> roles(HubHostName hub) {
        return database.read("roles of " + hub, session -> rows.all(session, hub));
    }

    @Override
    public <A> A changeRole(
            HubHostName hub, RoleName name, Function<Optional<Role>, Change<Role, A>> decision) {
        return database.write(
                "change of role " + name,
                session -> {
                    var before = rows.lock(session, hub, name);
                    var change = decision.apply(before);
                    if (Changes.after(before, change).stream()
                            .anyMatch(row -> !row.name().equals(name))) {
                        throw new IllegalArgumentException("that is another role than " + name);
                    }
                    return Changes.carryOut(session, before, change, rows.of(hub), audit);
                });
    }
}
