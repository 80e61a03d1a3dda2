package berth.core.hub.role;

import berth.core.change.Change;
import berth.core.id.HubHostName;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Keeps the roles that hubs have of their own. Calls block; a change is durable when its call
/// returns.
///
/// @see berth.core.error.StoreUnavailable which every method may throw
public interface RoleStore {
    /// In the order of their names.
    List<Role> roles(HubHostName hub);

    /// Shows the stored role to `decision` and carries out what it wants. A role put there must
    /// have that name.
    <A> A changeRole(
            HubHostName hub, RoleName name, Function<Optional<Role>, Change<Role, A>> decision);
}
