package berth.core.hub.role;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The roles of one hub, built-in ones and its own.
public final class RoleBook {
    private final Map<RoleName, Role> roles = new LinkedHashMap<>();
    private final RoleName unassigned;

    /// @param own the hub's own roles; none replaces a built-in one
    /// @param unassigned the role of devices that nobody gave one
    public RoleBook(Collection<Role> own, RoleName unassigned) {
        own.forEach(role -> roles.put(role.name(), role));
        BuiltInRoles.ALL.forEach(role -> roles.put(role.name(), role));
        this.unassigned = unassigned;
    }

    /// Built-in roles, and [BuiltInRoles#STANDARD] for who has none.
    public static RoleBook builtIn() {
        return new RoleBook(List.of(), BuiltInRoles.STANDARD.name());
    }

    public List<Role> all() {
        return List.copyOf(roles.values());
    }

    public Optional<Role> find(RoleName name) {
        return Optional.ofNullable(roles.get(name));
    }

    /// What a device may do to which this role was given: the least where the role is not defined.
    ///
    /// @param name null where none was given
    public Role effective(@Nullable RoleName name) {
        return find(name == null ? unassigned : name).orElse(BuiltInRoles.LEAST_PRIVILEGED);
    }
}
