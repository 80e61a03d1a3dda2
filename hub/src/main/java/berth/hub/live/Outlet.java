package berth.hub.live;

import berth.core.hub.HubClient;
import berth.core.hub.message.LockedCommand;
import berth.core.json.JsonObject;

/// A connection as the hub sees it: where to send what. Called by any thread, also before the call
/// that gave it away has returned; must not block and must not throw. What can no longer be sent is
/// dropped: the hub keeps what must not be lost.
public interface Outlet {
    /// Desired properties have changed.
    ///
    /// @param client the connection's own client, or a child of it
    /// @param patch with nulls for what is gone, and `$version`
    void desired(HubClient client, JsonObject patch, long version);

    void method(MethodCall call);

    /// A cloud-to-device message, within the room that was given. To be settled by
    /// [DeviceSession#settle] of the session of `command.client()`.
    void command(LockedCommand command);

    /// The connection is to be closed. The session is over already.
    void end(EndReason reason);

    /// The connection's client speaks for this child no more; it goes on itself. The child's
    /// session is over already.
    default void childEnded(HubClient child, EndReason reason) {}
}
