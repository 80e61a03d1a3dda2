package berth.hub.live;

import berth.core.hub.HubError;

/// Whether a client may come in.
public sealed interface Entrance {
    record Admitted(Grant grant) implements Entrance {}

    /// It may not. An unknown client, a disabled one and a wrong key are not told apart.
    ///
    /// @param reason for the log, never for the client
    record Refused(HubError error, String reason) implements Entrance {}

    /// Not now: the hub cannot say.
    record Unavailable(String reason) implements Entrance {}
}
