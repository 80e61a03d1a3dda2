package berth.hub.registry;

import berth.core.hub.HubError;
import berth.core.hub.role.Role;

/// What became of an operator's request about one role.
public sealed interface RoleOutcome {
    /// Carried out. `role` is as it is from now on, or, after a deletion, as it last was.
    record Done(Role role) implements RoleOutcome {}

    /// Not carried out, nothing changed. `message` is safe for the caller.
    record Refused(HubError error, String message) implements RoleOutcome {}
}
