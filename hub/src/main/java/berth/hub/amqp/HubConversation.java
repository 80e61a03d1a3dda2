package berth.hub.amqp;

import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.id.ByteString;
import berth.core.id.HubHostName;
import berth.hub.live.Feature;
import berth.hub.live.LiveHub;
import berth.hub.live.Outcome;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpConversation;
import berth.net.amqp.AmqpDelivery;
import berth.net.amqp.AmqpError;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpOpening;
import berth.net.amqp.AmqpOutcome;
import berth.net.amqp.AmqpSent;
import berth.net.amqp.AmqpTerms;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One connection: leads each link to what serves it. Owned by the session's thread.
///
/// Source: iot-hub-protocol, sections 3.1 to 3.4 and 6.
final class HubConversation implements AmqpConversation {
    private static final String MODEL = "com.microsoft:model-id";

    private final AmqpConnection connection;
    private final House house;
    private final HubDoor door;
    private final Line line;
    private final Guests guests;
    private final ServiceTokens service = new ServiceTokens();
    private final CbsNode cbs;
    private final SaslDialogue sasl;
    private final Map<AmqpLink, HubNode> nodes = new HashMap<>();
    private final Map<AmqpLink, HubNode> serviceNodes = new HashMap<>();
    private boolean watchesTokens;

    HubConversation(AmqpConnection connection, House house) {
        this.connection = connection;
        this.house = house;
        this.door = new HubDoor(house.hubs());
        this.line = new Line(connection);
        this.guests = new Guests(connection, house, door::hub, line);
        var proofs = new Proofs(house, connection.peer().address());
        this.cbs = new CbsNode(connection, door::hub, proofs, house.errors(), line, this::proven);
        this.sasl = new SaslDialogue(connection, door, proofs, this::proven);
    }

    @Override
    public List<String> mechanisms() {
        return SaslDialogue.MECHANISMS;
    }

    @Override
    public void saslStarted(String mechanism, ByteString initialResponse) {
        sasl.started(mechanism, initialResponse);
    }

    @Override
    public void saslAnswered(ByteString response) {
        connection.refuse(AmqpConnection.SaslRefusal.CREDENTIALS);
    }

    @Override
    public AmqpOpening opened(String hostName) {
        if (!door.named(connection, hostName)) {
            return new AmqpOpening.Refused(
                    house.errors()
                            .of(HubError.IOT_HUB_NOT_FOUND, "no hub is named in TLS or open"));
        }
        connection.later(house.settings().proofTime(), this::requireProof);
        line.add(
                () ->
                        () -> {
                            boolean there = door.find();
                            return () -> requireHub(there);
                        });
        return new AmqpOpening.Welcome(house.settings().limits());
    }

    private void requireHub(boolean there) {
        if (!there) {
            connection.close(house.errors().of("amqp:not-found", "no such hub"));
        }
    }

    private void requireProof() {
        if (guests.isEmpty() && service.count() == 0) {
            connection.close(house.errors().unauthorized());
        }
    }

    /// A token was found good.
    ///
    /// @return false if there are too many
    private boolean proven(Proofs.Worth worth) {
        boolean full = guests.proven() + service.count() >= house.settings().tokensMax();
        switch (worth) {
            case Proofs.Worth.Client(var grant) -> {
                if (full && !guests.hasProven(grant.claim().client())) {
                    return false;
                }
                guests.prove(grant);
            }
            case Proofs.Worth.Service(var token) -> {
                if (full) {
                    return false;
                }
                service.add(token);
                watchTokens();
            }
            case Proofs.Worth.Nothing _ -> throw new IllegalStateException("no proof");
        }
        return true;
    }

    /// Applications lose their links when their token is too old; devices are looked after by the
    /// hub.
    private void watchTokens() {
        var end = service.end();
        if (watchesTokens || end.isEmpty()) {
            return;
        }
        watchesTokens = true;
        var rest = Duration.between(house.clock().instant(), end.get());
        connection.later(rest.isNegative() ? Duration.ofSeconds(1) : rest.plusSeconds(1), () -> {
            watchesTokens = false;
            var now = service.end();
            if (now.isPresent() && house.clock().instant().isAfter(now.get())) {
                var expired =
                        house.errors()
                                .of(
                                        HubError.IOT_HUB_UNAUTHORIZED_ACCESS,
                                        "the token has expired");
                List.copyOf(serviceNodes.keySet()).forEach(link -> link.detach(expired));
            } else {
                watchTokens();
            }
        });
    }

    @Override
    public void attached(AmqpLink link) {
        nodes.put(link, Entering.NODE);
        var address = link.address();
        switch (NodeAddress.parse(address)) {
            case NodeAddress.Cbs _ -> nodes.put(link, cbs.attach(link));
            case NodeAddress.Telemetry(var client) -> device(link, client, this::telemetry);
            case NodeAddress.Commands(var client) -> device(link, client, this::commands);
            case NodeAddress.Methods(var client) -> device(link, client, this::methods);
            case NodeAddress.Twin(var client) -> device(link, client, this::twin);
            case NodeAddress.SendCommands _ -> application(link, true, this::sendCommands);
            case NodeAddress.Feedback _ -> application(link, false, this::feedback);
            case NodeAddress.FileNotifications _ ->
                    application(link, false, this::fileNotifications);
            case NodeAddress.Other _ -> other(link, NodeAddress.path(address));
        }
    }

    private void other(AmqpLink link, String path) {
        var others = house.others();
        if (!others.serves(path)) {
            link.refuse(house.errors().of("amqp:not-found", "no such address"));
        } else if (others.isOpen(path)) {
            // In the line, because the hub may still be looked for.
            line.add(
                    () ->
                            () ->
                                    () -> {
                                        if (isEntering(link)) {
                                            serves(
                                                    link,
                                                    others.attach(
                                                            path, link, connection, door.hub()));
                                        }
                                    });
        } else {
            application(
                    link,
                    link.incoming(),
                    (there, policy) ->
                            serves(there, others.attach(path, there, connection, door.hub())));
        }
    }

    /// A device's link, once the device is in.
    private interface DeviceLink {
        void serve(AmqpLink link, Guest guest);
    }

    private void device(AmqpLink link, HubClient client, DeviceLink served) {
        guests.enter(
                client,
                link.property(MODEL).orElse(null),
                guest -> {
                    if (isEntering(link)) {
                        guest.attached(link);
                        served.serve(link, guest);
                    }
                },
                error -> refuse(link, error));
    }

    private boolean isEntering(AmqpLink link) {
        return nodes.get(link) == Entering.NODE;
    }

    private void refuse(AmqpLink link, AmqpError error) {
        link.refuse(error);
    }

    private void telemetry(AmqpLink link, Guest guest) {
        if (!link.incoming()) {
            leave(link, guest, notAllowed("inputs of modules are for Edge only"));
            return;
        }
        link.accept();
        nodes.put(link, new DeviceNode(guest, link, new TelemetryNode(guest, connection, house)));
    }

    private void commands(AmqpLink link, Guest guest) {
        if (link.incoming()) {
            leave(link, guest, notAllowed("devices receive from this address"));
            return;
        }
        permitted(
                link,
                guest,
                Feature.COMMANDS,
                () -> {
                    var node = new CommandsNode(link, guest, guests, house.errors());
                    nodes.put(link, new DeviceNode(guest, link, node));
                    link.accept(AmqpTerms.TRACKED);
                    if (!guest.takesCommands(node)) {
                        link.detach(
                                house.errors()
                                        .of(
                                                "com.microsoft:link-creation-conflict",
                                                "another link of the device receives already"));
                    }
                    node.credited();
                });
    }

    private void methods(AmqpLink link, Guest guest) {
        if (link.incoming()) {
            link.accept();
            nodes.put(
                    link,
                    new DeviceNode(
                            guest,
                            link,
                            new MethodsNode(
                                    guest,
                                    door.hub().limits().methodBytesMax(),
                                    house.errors())));
            return;
        }
        permitted(
                link,
                guest,
                Feature.METHODS,
                () -> {
                    nodes.put(link, new DeviceNode(guest, link, new HubNode() {}));
                    link.accept();
                    guest.takesMethods(link);
                });
    }

    private void twin(AmqpLink link, Guest guest) {
        if (link.incoming()) {
            nodes.put(
                    link,
                    new DeviceNode(guest, link, new TwinNode(link, guest, house, connection)));
            link.accept();
        } else {
            nodes.put(link, new DeviceNode(guest, link, new HubNode() {}));
            link.accept();
            guest.takesTwin(link);
            for (var node : nodes.values()) {
                if (node instanceof DeviceNode(var of, _, TwinNode asks) && of == guest) {
                    asks.answersMayGo();
                }
            }
        }
    }

    /// Asks the role first, which may be written down.
    private void permitted(AmqpLink link, Guest guest, Feature feature, Runnable then) {
        line.add(
                () ->
                        () -> {
                            var outcome = guest.session().mayListen(feature);
                            return () -> {
                                switch (outcome) {
                                    case Outcome.Done _ -> {
                                        if (isEntering(link)) {
                                            then.run();
                                        }
                                    }
                                    case Outcome.Refused(var error, var message) ->
                                            leave(link, guest, house.errors().of(error, message));
                                }
                            };
                        });
    }

    private AmqpError notAllowed(String message) {
        return house.errors().of("amqp:not-allowed", message);
    }

    private void leave(AmqpLink link, Guest guest, AmqpError error) {
        refuse(link, error);
        guest.detached(link);
        guests.mayLeave(guest);
    }

    /// An application's link, once the application may.
    private interface ServiceLink {
        void serve(AmqpLink link, String policy);
    }

    /// @param incoming which way the address goes
    private void application(AmqpLink link, boolean incoming, ServiceLink served) {
        if (link.incoming() != incoming) {
            refuse(link, notAllowed("this address goes the other way"));
            return;
        }
        var path = "/" + NodeAddress.path(link.address());
        line.add(
                () -> {
                    var tokens = service.copy();
                    return () -> {
                        var policy =
                                tokens.policyFor(
                                        path,
                                        door.hub(),
                                        connection.peer().address(),
                                        house.errors().trackingId());
                        return () -> judged(link, policy, served);
                    };
                });
    }

    private void judged(AmqpLink link, Optional<String> policy, ServiceLink served) {
        if (!isEntering(link)) {
            return;
        }
        if (policy.isPresent()) {
            served.serve(link, policy.get());
        } else {
            refuse(link, house.errors().unauthorized());
        }
    }

    private void serves(AmqpLink link, HubNode node) {
        nodes.put(link, node);
        serviceNodes.put(link, node);
    }

    private void sendCommands(AmqpLink link, String policy) {
        serves(link, new SendCommandsNode(door.hub(), house.errors(), policy, connection));
        link.accept();
    }

    private void feedback(AmqpLink link, String policy) {
        var node = new FeedbackNode(link, connection, door.hub(), house);
        serves(link, node);
        link.accept(AmqpTerms.TRACKED);
        node.credited();
    }

    /// There are no files, so there is never any news of them.
    private void fileNotifications(AmqpLink link, String policy) {
        serves(link, new HubNode() {});
        link.accept(AmqpTerms.TRACKED);
    }

    @Override
    public void detached(AmqpLink link) {
        var node = nodes.remove(link);
        serviceNodes.remove(link);
        if (node instanceof DeviceNode(var guest, _, _)) {
            node.detached();
            guest.detached(link);
            guests.mayLeave(guest);
        } else if (node != null) {
            node.detached();
        }
    }

    @Override
    public void received(AmqpDelivery delivery) {
        node(delivery.link()).received(delivery);
    }

    @Override
    public void credited(AmqpLink link) {
        node(link).credited();
    }

    @Override
    public void settled(AmqpSent sent, AmqpOutcome outcome) {
        node(sent.link()).settled(sent, outcome);
    }

    private HubNode node(AmqpLink link) {
        var node = nodes.get(link);
        if (node == null) {
            throw new IllegalStateException("a link that was never attached");
        }
        return node;
    }

    @Override
    public void closed() {
        nodes.values().forEach(HubNode::closed);
        nodes.clear();
        guests.closed();
    }
}
