package berth.hub.amqp;

import berth.core.id.HubHostName;
import berth.hub.live.LiveHub;
import berth.hub.live.LiveHubs;
import berth.net.amqp.AmqpConnection;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.stream.Stream;

/// Which hub a connection wants: the name in TLS, else in the open frame, else in SASL. The name is
/// known to the connection's thread; finding the hub blocks.
final class HubDoor {
    private final LiveHubs hubs;
    private volatile @Nullable HubHostName name;
    private volatile @Nullable LiveHub found;

    HubDoor(LiveHubs hubs) {
        this.hubs = hubs;
    }

    /// @param inOpen the host name of the open frame; empty if that is still to come
    /// @return whether any name is known
    boolean named(AmqpConnection connection, String inOpen) {
        var asked = connection.peer().serverName();
        if (name == null) {
            name =
                    Stream.of(asked == null ? "" : asked, inOpen, connection.saslHostName())
                            .flatMap(text -> parsed(text).stream())
                            .findFirst()
                            .orElse(null);
        }
        return name != null;
    }

    private static Optional<HubHostName> parsed(String text) {
        try {
            int port = text.indexOf(':');
            return Optional.of(new HubHostName(port < 0 ? text : text.substring(0, port)));
        } catch (IllegalArgumentException _) {
            // The answer is that it names no hub.
            return Optional.empty();
        }
    }

    /// Blocks.
    boolean find() {
        var wanted = name;
        if (found == null && wanted != null) {
            found = hubs.hub(wanted).orElse(null);
        }
        return found != null;
    }

    /// The first label of the name, by which SASL calls the hub.
    String label() {
        var wanted = name;
        return wanted == null ? "" : wanted.value().substring(0, wanted.value().indexOf('.'));
    }

    /// The hub, which has been found.
    LiveHub hub() {
        var there = found;
        if (there == null) {
            throw new IllegalStateException("nobody has looked for the hub, or it is not there");
        }
        return there;
    }
}
