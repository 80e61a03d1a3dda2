package berth.hub.amqp;

import berth.core.error.StoreUnavailable;
import berth.core.hub.HubError;
import berth.core.id.ByteString;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpConversation;
import berth.net.amqp.AmqpDelivery;
import berth.net.amqp.AmqpError;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpOpening;
import berth.net.amqp.AmqpOutcome;
import berth.net.amqp.AmqpSent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One connection: leads each link to what serves it. Owned by the session's thread.
///
/// Source: iot-hub-protocol, sections 3.1 to 3.4 and 6.
final class HubConversation implements AmqpConversation {
    private static final Logger LOG = LoggerFactory.getLogger(HubConversation.class);

    private final AmqpConnection connection;
    private final House house;
    private final HubDoor door;
    private final Line line;
    private final Guests guests;
    private final DeviceLinks devices;
    private final ServiceLinks service;
    private final CbsNode cbs;
    private final SaslDialogue sasl;
    private final Map<AmqpLink, HubNode> nodes = new HashMap<>();

    HubConversation(AmqpConnection connection, House house) {
        this.connection = connection;
        this.house = house;
        this.door = new HubDoor(house.hubs());
        this.line = new Line(connection);
        this.guests = new Guests(connection, house, door::hub, line);
        this.devices = new DeviceLinks(connection, house, door, line, guests, nodes);
        this.service = new ServiceLinks(connection, house, door, line, nodes);
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
                            var there = find();
                            return () -> requireHub(there);
                        });
        return new AmqpOpening.Welcome(house.settings().limits());
    }

    /// Blocks.
    ///
    /// @return why the hub is not to be had; empty if it is there
    private Optional<AmqpError> find() {
        try {
            return door.find()
                    ? Optional.empty()
                    : Optional.of(house.errors().of("amqp:not-found", "no such hub"));
        } catch (StoreUnavailable e) {
            LOG.warn("no hub can be looked for: {}", e.getMessage());
            return Optional.of(
                    house.errors()
                            .of(HubError.SERVER_BUSY, "the hub cannot reach its store; try again"));
        }
    }

    private void requireHub(Optional<AmqpError> lack) {
        lack.ifPresent(
                error -> {
                    line.stop();
                    connection.close(error);
                });
    }

    private void requireProof() {
        if (guests.isEmpty() && service.tokens() == 0) {
            connection.close(house.errors().unauthorized());
        }
    }

    /// A token was found good.
    ///
    /// @return false if there are too many
    private boolean proven(Proofs.Worth worth) {
        boolean full = guests.proven() + service.tokens() >= house.settings().tokensMax();
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
                service.prove(token);
            }
            case Proofs.Worth.Nothing _ -> throw new IllegalStateException("no proof");
        }
        return true;
    }

    @Override
    public void attached(AmqpLink link) {
        nodes.put(link, Entering.NODE);
        var address = link.address();
        switch (NodeAddress.parse(address)) {
            case NodeAddress.Cbs _ -> nodes.put(link, cbs.attach(link));
            case NodeAddress.Telemetry(var client) ->
                    devices.enter(link, client, devices::telemetry);
            case NodeAddress.Commands(var client) -> devices.enter(link, client, devices::commands);
            case NodeAddress.Methods(var client) -> devices.enter(link, client, devices::methods);
            case NodeAddress.Twin(var client) -> devices.enter(link, client, devices::twin);
            case NodeAddress.SendCommands _ -> service.enter(link, true, service::sendCommands);
            case NodeAddress.Feedback _ -> service.enter(link, false, service::feedback);
            case NodeAddress.FileNotifications _ ->
                    service.enter(link, false, service::fileNotifications);
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
                                        if (nodes.get(link) == Entering.NODE) {
                                            service.serves(
                                                    link,
                                                    others.attach(
                                                            path, link, connection, door.hub()));
                                        }
                                    });
        } else {
            service.enter(
                    link,
                    link.incoming(),
                    (there, policy) ->
                            service.serves(
                                    there, others.attach(path, there, connection, door.hub())));
        }
    }

    @Override
    public void detached(AmqpLink link) {
        var node = nodes.remove(link);
        service.detached(link);
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
