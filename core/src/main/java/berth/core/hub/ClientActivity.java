package berth.core.hub;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// What a hub knows of a client's doings, besides its identity.
///
/// @param connected to any node
/// @param changedAt when that began or ended; null if it never was
/// @param commands cloud-to-device messages that wait for it
public record ClientActivity(boolean connected, @Nullable Instant changedAt, int commands) {
    /// Of a client that was never there.
    public static final ClientActivity NONE = new ClientActivity(false, null, 0);
}
