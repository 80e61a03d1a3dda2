package berth.hub.mqtt;

import berth.core.error.StoreUnavailable;
import berth.core.id.HubHostName;
import berth.core.secret.Secret;
import berth.hub.live.Claim;
import berth.hub.live.DeviceSession;
import berth.hub.live.Entrance;
import berth.hub.live.Grant;
import berth.hub.live.LiveHub;
import berth.hub.live.LiveHub.Opening;
import berth.hub.live.LiveHubs;
import berth.hub.live.Proof;
import berth.hub.live.Transport;
import berth.net.Peer;
import berth.net.mqtt.MqttEndpoint;
import berth.net.mqtt.MqttOutlet;
import berth.wire.mqtt.ConnectCode;
import berth.wire.mqtt.MqttPacket.Connect;
import berth.wire.mqtt.MqttPacket.Will;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

/// The device endpoint of embedded hubs over MQTT. Who may not come in hears 5, whatever the
/// reason; 3 is for our own trouble, because clients come again after it.
///
/// Source: iot-hub-protocol, sections 1.4, 1.5 and 2.
public final class HubMqttEndpoint implements MqttEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(HubMqttEndpoint.class);

    /// What all transports share.
    private record House(
            LiveHubs hubs,
            HubMqttSettings settings,
            InstantSource clock,
            RandomGenerator random,
            Pause pause,
            Executor workers,
            Repeats repeats,
            Semaphore connects) {}

    private final House house;
    private final Transport transport;

    private HubMqttEndpoint(House house, Transport transport) {
        this.house = house;
        this.transport = transport;
    }

    /// Readies the endpoint behind the MQTT port; see [#overWebSocket].
    ///
    /// @param random for tracking identifiers; safe for many threads
    /// @param pause how work waits for a store that is busy
    /// @param workers runs work that blocks, each piece on a thread of its own
    public HubMqttEndpoint(
            LiveHubs hubs,
            HubMqttSettings settings,
            InstantSource clock,
            RandomGenerator random,
            Pause pause,
            Executor workers) {
        this(
                new House(
                        hubs,
                        settings,
                        clock,
                        random,
                        pause,
                        workers,
                        new Repeats(settings.repeatsMax(), 2 * settings.limits().pushesMax()),
                        new Semaphore(settings.connectsMax())),
                Transport.MQTT);
    }

    /// The same for clients that come by WebSocket.
    public HubMqttEndpoint overWebSocket() {
        return new HubMqttEndpoint(house, Transport.MQTT_WEB_SOCKET);
    }

    @Override
    public Greeting connect(Connect connect, Peer peer, MqttOutlet outlet) {
        if (!house.connects().tryAcquire()) {
            LOG.warn("too many clients connect at one time");
            return new Greeting.TurnedAway(ConnectCode.SERVER_UNAVAILABLE);
        }
        try {
            return switch (HubUserName.parse(connect.clientId(), connect.userName())) {
                case HubUserName.Parsed.NobodysIdentifier() ->
                        new Greeting.TurnedAway(ConnectCode.IDENTIFIER_REJECTED);
                case HubUserName.Parsed.Wrong(String reason) -> turnedAway(peer, reason);
                case HubUserName.Parsed.Named(HubUserName name) ->
                        connect(name, connect, peer, outlet);
            };
        } catch (StoreUnavailable e) {
            LOG.warn("a client of {} is told to come again: {}", peer.address(), e.getMessage());
            return new Greeting.TurnedAway(ConnectCode.SERVER_UNAVAILABLE);
        } finally {
            house.connects().release();
        }
    }

    private Greeting connect(HubUserName name, Connect connect, Peer peer, MqttOutlet outlet) {
        var hub = host(name.host()).flatMap(house.hubs()::hub);
        if (hub.isEmpty()) {
            return turnedAway(peer, "no hub of this name");
        }
        var lastWords = lastWords(connect.will(), name);
        if (lastWords.isEmpty()) {
            return turnedAway(peer, "a will that is not its telemetry");
        }
        var claim =
                new Claim(
                        name.client(),
                        Proof.of(text(connect.password()), peer.certificates()),
                        transport,
                        peer.address(),
                        name.modelId());
        return switch (hub.get().authenticate(claim)) {
            case Entrance.Refused(_, String reason) -> turnedAway(peer, reason);
            case Entrance.Unavailable _ -> new Greeting.TurnedAway(ConnectCode.SERVER_UNAVAILABLE);
            case Entrance.Admitted(Grant grant) -> {
                var line = line(hub.get(), name, outlet, lastWords.get());
                yield open(hub.get(), grant, line, connect.cleanSession(), peer);
            }
        };
    }

    private HubOutlet line(LiveHub hub, HubUserName name, MqttOutlet outlet, LastWords lastWords) {
        var topics = new OutTopics(name.client());
        var window =
                new CommandWindow(
                        hub.hostName(),
                        topics,
                        outlet,
                        house.repeats(),
                        house.settings().limits().pushesMax(),
                        house.workers());
        return new HubOutlet(topics, outlet, window, lastWords);
    }

    private Greeting open(LiveHub hub, Grant grant, HubOutlet line, boolean fresh, Peer peer) {
        return switch (hub.open(grant, line, fresh)) {
            case Opening.Refused(_, String reason) -> turnedAway(peer, reason);
            case Opening.Unavailable _ -> new Greeting.TurnedAway(ConnectCode.SERVER_UNAVAILABLE);
            case Opening.Open(DeviceSession session) -> welcome(hub, session, line, fresh);
        };
    }

    private Greeting welcome(LiveHub hub, DeviceSession session, HubOutlet line, boolean fresh) {
        var settings = house.settings();
        var subscriptions =
                new HubSubscriptions(session, line.window(), fresh, settings.subscriptionsMax());
        boolean resumed = false;
        try {
            var remembered = subscriptions.resume();
            resumed = true;
            return new Greeting.Welcome(
                    new HubConversation(
                            session,
                            settings,
                            hub.limits().methodBytesMax(),
                            line.outlet(),
                            subscriptions,
                            new TelemetryDesk(settings.telemetryPauses(), house.pause()),
                            new TwinDesk(line.topics(), house.clock(), house.random()),
                            line.lastWords(),
                            fresh),
                    new Remembered(!remembered.isEmpty(), remembered));
        } finally {
            if (!resumed) {
                session.close(false);
            }
        }
    }

    private static Optional<HubHostName> host(String text) {
        try {
            return Optional.of(new HubHostName(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// A client's will is its own telemetry or nothing; empty if it is something else. Source:
    /// iot-hub-protocol, section 1.4.
    private static Optional<LastWords> lastWords(@Nullable Will will, HubUserName name) {
        if (will == null) {
            return Optional.of(new LastWords(null));
        }
        var topic = HubTopic.parse(will.topic(), name.client()).orElse(null);
        return topic instanceof HubTopic.Telemetry(var client, PropertyBag bag)
                        && client.equals(name.client())
                ? Optional.of(
                        new LastWords(
                                MessageBag.will(
                                        MessageBag.telemetry(bag, will.retain(), will.payload()))))
                : Optional.empty();
    }

    private static Greeting turnedAway(Peer peer, String reason) {
        LOG.info("a client from {} is turned away: {}", peer.address(), reason);
        return new Greeting.TurnedAway(ConnectCode.NOT_AUTHORIZED);
    }

    /// A token is ASCII; of other bytes it is enough to know that they are none.
    private static String text(@Nullable Secret password) {
        return password == null ? "" : new String(password.reveal(), StandardCharsets.ISO_8859_1);
    }
}
