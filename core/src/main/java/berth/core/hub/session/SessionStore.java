package berth.core.hub.session;

import berth.core.hub.HubClient;
import berth.core.id.HubHostName;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Keeps what outlives a connection: whether there is one, and what the client listens to. Calls
/// block; what a call wrote is durable when it returns. [#begin] and [#end] write the event of it
/// to the outbox in the same transaction.
///
/// @see berth.core.error.StoreUnavailable which every method may throw
public interface SessionStore {
    /// A connection of this client begins, in place of any other.
    ///
    /// @param node which node holds it
    /// @param fresh forgets what the client listened to
    Begun begin(HubHostName hub, HubClient client, String node, boolean fresh);

    /// The client listens to these from now on.
    ///
    /// @param filters with the quality of service of each, 0 or 1
    void subscriptions(HubHostName hub, HubClient client, Map<String, Integer> filters);

    /// The connection is over. Nothing happens if a later one has begun.
    ///
    /// @param fresh forgets what the client listened to
    /// @return whether it was the last one
    boolean end(HubHostName hub, HubClient client, long connection, boolean fresh);

    Optional<StoredSession> session(HubHostName hub, HubClient client);

    /// How many clients are connected, to any node.
    long connected(HubHostName hub);

    /// Ends what `node` left open when it died, at most `limit`; with their events.
    int endAll(String node, int limit);

    /// Forgets clients that are gone for longer than `age`, at most `limit`.
    int forget(Duration age, int limit);

    /// @param connection grows with each connection of the client
    /// @param filters what the client listened to; empty if nothing, or if it begins anew
    /// @param known whether there was anything to remember
    record Begun(long connection, Map<String, Integer> filters, boolean known) {
        public Begun {
            filters = Map.copyOf(filters);
        }
    }
}
