package berth.hub.registry;

import berth.core.audit.Caller;
import berth.core.change.Change;
import berth.core.hub.HubError;
import berth.core.hub.role.BuiltInRoles;
import berth.core.hub.role.Role;
import berth.core.hub.role.RoleName;
import berth.core.hub.role.RoleStore;
import berth.core.id.HubHostName;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The roles of one embedded hub, as its operators see them. A change is in force at once; the
/// twins that tell of it are rewritten afterwards, by [RoleRewrite].
///
/// @see berth.core.error.StoreUnavailable which every method may throw
public record HubRoles(
        HubHostName hub, RoleStore store, RoleBooks books, DeviceNews news, InstantSource clock) {
    /// Besides the built-in ones.
    static final int ROLES_MAX = 100;

    /// In the order of their names.
    public List<Role> all() {
        var roles = new ArrayList<>(BuiltInRoles.ALL);
        store.roles(hub).stream().filter(role -> !isBuiltIn(role.name())).forEach(roles::add);
        roles.sort(Comparator.comparing(role -> role.name().value()));
        return List.copyOf(roles);
    }

    public Optional<Role> find(RoleName name) {
        return all().stream().filter(role -> role.name().equals(name)).findFirst();
    }

    public static boolean isBuiltIn(RoleName name) {
        return BuiltInRoles.ALL.stream().anyMatch(role -> role.name().equals(name));
    }

    /// Creates or replaces a role.
    public RoleOutcome write(Role role, Caller caller) {
        if (isBuiltIn(role.name())) {
            return builtIn(role.name());
        }
        // Two at once may exceed the limit by one; it is there to bound, not to count.
        boolean full = store.roles(hub).size() >= ROLES_MAX;
        var at = clock.instant();
        RoleOutcome outcome =
                store.changeRole(
                        hub,
                        role.name(),
                        stored -> {
                            if (full && stored.isEmpty()) {
                                return new Change.Leave<>(
                                        new RoleOutcome.Refused(
                                                HubError.INVALID_OPERATION,
                                                "A hub has at most %d roles of its own"
                                                        .formatted(ROLES_MAX)));
                            }
                            var action = stored.isEmpty() ? "role.created" : "role.changed";
                            return new Change.Put<>(
                                    role,
                                    new RoleOutcome.Done(role),
                                    caller.event(
                                            at, hub.value(), action, role.name().value(), "ok"));
                        });
        tell(outcome);
        return outcome;
    }

    /// Removes a role. Devices that have it may do the least from then on.
    public RoleOutcome delete(RoleName name, Caller caller) {
        if (isBuiltIn(name)) {
            return builtIn(name);
        }
        var at = clock.instant();
        RoleOutcome outcome =
                store.changeRole(
                        hub,
                        name,
                        stored ->
                                stored.<Change<Role, RoleOutcome>>map(
                                                role ->
                                                        new Change.Remove<>(
                                                                new RoleOutcome.Done(role),
                                                                caller.event(
                                                                        at,
                                                                        hub.value(),
                                                                        "role.deleted",
                                                                        name.value(),
                                                                        "ok")))
                                        .orElseGet(
                                                () ->
                                                        new Change.Leave<>(
                                                                new RoleOutcome.Refused(
                                                                        HubError.ROLE_NOT_FOUND,
                                                                        "No role " + name))));
        tell(outcome);
        return outcome;
    }

    private void tell(RoleOutcome outcome) {
        if (outcome instanceof RoleOutcome.Done) {
            books.forget(hub);
            news.rolesChanged(hub);
        }
    }

    private static RoleOutcome builtIn(RoleName name) {
        return new RoleOutcome.Refused(
                HubError.INVALID_OPERATION, "Role %s is built in".formatted(name));
    }
}
