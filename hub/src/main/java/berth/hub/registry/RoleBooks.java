package berth.hub.registry;

import berth.core.hub.role.RoleBook;
import berth.core.id.HubHostName;

/// The roles of each hub, as they are now.
public interface RoleBooks {
    RoleBook of(HubHostName hub);

    /// What was read is not true any more.
    default void forget(HubHostName hub) {}

    /// Built-in roles for everybody.
    static RoleBooks builtIn() {
        var book = RoleBook.builtIn();
        return _ -> book;
    }
}
