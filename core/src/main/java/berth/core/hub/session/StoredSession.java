package berth.core.hub.session;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;

/// What a hub remembers of a client's connection.
///
/// @param node which node holds the connection, or null without one
/// @param changedAt when it began or ended
public record StoredSession(
        long connection, @Nullable String node, Instant changedAt, Map<String, Integer> filters) {
    public StoredSession {
        filters = Map.copyOf(filters);
    }

    public boolean connected() {
        return node != null;
    }
}
