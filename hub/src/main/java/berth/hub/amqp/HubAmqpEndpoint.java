package berth.hub.amqp;

import berth.hub.live.LiveHubs;
import berth.hub.live.Transport;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpConversation;
import berth.net.amqp.AmqpEndpoint;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Embedded hubs over AMQP, for devices and applications: one conversation a connection.
public final class HubAmqpEndpoint implements AmqpEndpoint {
    private final House house;

    private HubAmqpEndpoint(House house) {
        this.house = house;
    }

    /// Readies the endpoint behind the AMQP port; see [#overWebSocket].
    ///
    /// @param others addresses that somebody else serves
    /// @param random for tracking identifiers; safe for many threads
    public HubAmqpEndpoint(
            LiveHubs hubs,
            OtherNodes others,
            HubAmqpSettings settings,
            InstantSource clock,
            RandomGenerator random) {
        this(new House(hubs, others, settings, clock, new AmqpErrors(random), Transport.AMQP));
    }

    /// The same for peers that come by WebSocket.
    public HubAmqpEndpoint overWebSocket() {
        return new HubAmqpEndpoint(
                new House(
                        house.hubs(),
                        house.others(),
                        house.settings(),
                        house.clock(),
                        house.errors(),
                        Transport.AMQP_WEB_SOCKET));
    }

    @Override
    public AmqpConversation begin(AmqpConnection connection) {
        return new HubConversation(connection, house);
    }
}
