package berth.hub.amqp;

import berth.hub.live.LiveHubs;
import berth.hub.live.Transport;

import java.time.InstantSource;

/// What all connections of an endpoint share.
record House(
        LiveHubs hubs,
        OtherNodes others,
        HubAmqpSettings settings,
        InstantSource clock,
        AmqpErrors errors,
        Transport transport) {}
