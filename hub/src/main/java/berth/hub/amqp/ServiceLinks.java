package berth.hub.amqp;

import berth.core.hub.HubError;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpTerms;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Leads the links of applications to what serves them, and takes them away when the tokens are too
/// old. Owned by the session's thread. Source: iot-hub-protocol, section 6.
final class ServiceLinks {
    /// However long a token is good, so often is looked.
    private static final Duration TOKENS_LOOK = Duration.ofDays(1);

    private final AmqpConnection connection;
    private final House house;
    private final HubDoor door;
    private final Line line;
    private final Map<AmqpLink, HubNode> nodes;
    private final ServiceTokens tokens = new ServiceTokens();
    private final Set<AmqpLink> links = new HashSet<>();
    private boolean watchesTokens;

    /// @param nodes what serves the links of the connection
    ServiceLinks(
            AmqpConnection connection,
            House house,
            HubDoor door,
            Line line,
            Map<AmqpLink, HubNode> nodes) {
        this.connection = connection;
        this.house = house;
        this.door = door;
        this.line = line;
        this.nodes = nodes;
    }

    int tokens() {
        return tokens.count();
    }

    /// A token was found good.
    void prove(ServiceTokens.Shown token) {
        tokens.add(token);
        watchTokens();
    }

    void detached(AmqpLink link) {
        links.remove(link);
    }

    /// Applications lose their links when their token is too old; devices are looked after by the
    /// hub.
    private void watchTokens() {
        var end = tokens.end();
        if (watchesTokens || end.isEmpty()) {
            return;
        }
        watchesTokens = true;
        var rest = Duration.between(house.clock().instant(), end.get()).plusSeconds(1);
        connection.later(
                rest.isNegative() ? Duration.ZERO : min(rest, TOKENS_LOOK), this::requireTokens);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void requireTokens() {
        watchesTokens = false;
        var end = tokens.end();
        if (end.isPresent() && house.clock().instant().isAfter(end.get())) {
            var expired =
                    house.errors()
                            .of(HubError.IOT_HUB_UNAUTHORIZED_ACCESS, "the token has expired");
            List.copyOf(links).forEach(link -> link.detach(expired));
            tokens.clear();
        } else {
            watchTokens();
        }
    }

    /// An application's link, once the application may.
    interface ServiceLink {
        void serve(AmqpLink link, String policy);
    }

    /// @param incoming which way the address goes
    void enter(AmqpLink link, boolean incoming, ServiceLink served) {
        if (link.incoming() != incoming) {
            link.refuse(house.errors().of("amqp:not-allowed", "this address goes the other way"));
            return;
        }
        var path = "/" + NodeAddress.path(link.address());
        line.add(
                () -> {
                    var shown = tokens.copy();
                    return () -> {
                        var policy =
                                shown.policyFor(
                                        path,
                                        door.hub(),
                                        connection.peer().address(),
                                        house.errors().trackingId());
                        return () -> judged(link, policy, served);
                    };
                });
    }

    private void judged(AmqpLink link, Optional<String> policy, ServiceLink served) {
        if (nodes.get(link) != Entering.NODE) {
            return;
        }
        if (policy.isPresent()) {
            served.serve(link, policy.get());
        } else {
            link.refuse(house.errors().unauthorized());
        }
    }

    void serves(AmqpLink link, HubNode node) {
        nodes.put(link, node);
        links.add(link);
    }

    void sendCommands(AmqpLink link, String policy) {
        serves(link, new SendCommandsNode(door.hub(), house.errors(), policy, connection));
        link.accept();
    }

    void feedback(AmqpLink link, String policy) {
        var node = new FeedbackNode(link, connection, door.hub(), house);
        serves(link, node);
        link.accept(AmqpTerms.TRACKED);
        node.credited();
    }

    /// There are no files, so there is never any news of them.
    void fileNotifications(AmqpLink link, String policy) {
        serves(link, new HubNode() {});
        link.accept(AmqpTerms.TRACKED);
    }
}
