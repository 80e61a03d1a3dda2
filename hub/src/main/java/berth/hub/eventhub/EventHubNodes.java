package berth.hub.eventhub;

import berth.core.access.HubRight;
import berth.hub.amqp.HubNode;
import berth.hub.amqp.OtherNodes;
import berth.hub.live.LiveHub;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpDelivery;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpOutcome;
import berth.net.amqp.AmqpSent;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// Telemetry among the addresses of the hubs' AMQP side, which has asked for the right
/// ServiceConnect before it leads a consumer here. The management node is open to everybody: what
/// it tells depends on the token in the request.
public final class EventHubNodes implements OtherNodes {
    private final EventHubs eventHubs;
    private final RandomGenerator random;
    private final Map<AmqpConnection, EventHubNode> connections = new ConcurrentHashMap<>();

    /// @param random for tracking identifiers; safe for many threads
    public EventHubNodes(EventHubs eventHubs, RandomGenerator random) {
        this.eventHubs = eventHubs;
        this.random = random;
    }

    @Override
    public boolean serves(String path) {
        return EventHubNode.serves(path);
    }

    @Override
    public boolean isOpen(String path) {
        return EventHubNode.isManagement(path);
    }

    @Override
    public HubNode attach(String path, AmqpLink link, AmqpConnection connection, LiveHub hub) {
        var node =
                connections.computeIfAbsent(
                        connection,
                        _ ->
                                eventHubs.on(
                                        connection,
                                        hub.hostName(),
                                        new Access(hub, connection.peer().address())));
        node.attached(link, path);
        return new LinkOf(node, link, connection);
    }

    /// One link.
    private final class LinkOf implements HubNode {
        private final EventHubNode node;
        private final AmqpLink link;
        private final AmqpConnection connection;

        private LinkOf(EventHubNode node, AmqpLink link, AmqpConnection connection) {
            this.node = node;
            this.link = link;
            this.connection = connection;
        }

        @Override
        public void received(AmqpDelivery delivery) {
            node.received(delivery);
        }

        @Override
        public void credited() {
            node.credited(link);
        }

        @Override
        public void settled(AmqpSent sent, AmqpOutcome outcome) {
            node.settled(sent);
        }

        @Override
        public void detached() {
            node.detached(link);
            if (node.isEmpty()) {
                connections.remove(connection);
            }
        }

        @Override
        public void closed() {
            node.closed();
            connections.remove(connection);
        }
    }

    /// By the tokens of the hub's shared access policies.
    private final class Access implements ConsumerAccess {
        private final LiveHub hub;
        private final String source;

        private Access(LiveHub hub, String source) {
            this.hub = hub;
            this.source = source;
        }

        /// Whoever was led to a partition may read it; the management node is everybody's.
        @Override
        public boolean granted(String path) {
            return PartitionAddress.parse(path).isPresent();
        }

        @Override
        public boolean judge(String token, String path) {
            var trackingId = new UUID(random.nextLong(), random.nextLong()).toString();
            return hub.service()
                    .servicePolicy(token, path, HubRight.SERVICE_CONNECT, source, trackingId)
                    .isPresent();
        }
    }
}
