package berth.hub.amqp;

import berth.core.hub.HubClient;
import berth.hub.live.Feature;
import berth.hub.live.Outcome;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpError;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpTerms;

import java.util.Map;

/// Leads the links of devices to what serves them. Owned by the session's thread. Source:
/// iot-hub-protocol, section 3.3.
final class DeviceLinks {
    private static final String MODEL = "com.microsoft:model-id";

    private final AmqpConnection connection;
    private final House house;
    private final HubDoor door;
    private final Line line;
    private final Guests guests;
    private final Map<AmqpLink, HubNode> nodes;

    /// @param nodes what serves the links of the connection
    DeviceLinks(
            AmqpConnection connection,
            House house,
            HubDoor door,
            Line line,
            Guests guests,
            Map<AmqpLink, HubNode> nodes) {
        this.connection = connection;
        this.house = house;
        this.door = door;
        this.line = line;
        this.guests = guests;
        this.nodes = nodes;
    }

    /// A device's link, once the device is in.
    interface DeviceLink {
        void serve(AmqpLink link, Guest guest);
    }

    /// Lets the device in first.
    void enter(AmqpLink link, HubClient client, DeviceLink served) {
        guests.enter(
                client,
                link.property(MODEL).orElse(null),
                guest -> {
                    if (isEntering(link)) {
                        guest.attached(link);
                        served.serve(link, guest);
                    } else {
                        guests.mayLeave(guest);
                    }
                },
                link::refuse);
    }

    private boolean isEntering(AmqpLink link) {
        return nodes.get(link) == Entering.NODE;
    }

    void telemetry(AmqpLink link, Guest guest) {
        if (!link.incoming()) {
            leave(link, guest, notAllowed("inputs of modules are for Edge only"));
            return;
        }
        link.accept();
        nodes.put(link, new DeviceNode(guest, link, new TelemetryNode(guest, connection, house)));
    }

    void commands(AmqpLink link, Guest guest) {
        if (link.incoming()) {
            leave(link, guest, notAllowed("devices receive from this address"));
            return;
        }
        permitted(link, guest, Feature.COMMANDS, () -> sendCommandsTo(link, guest));
    }

    private void sendCommandsTo(AmqpLink link, Guest guest) {
        var node = new CommandsNode(link, guest, guests, house.errors());
        if (guest.takesCommands(node)) {
            nodes.put(link, new DeviceNode(guest, link, node));
            link.accept(AmqpTerms.TRACKED);
            node.credited();
        } else {
            leave(
                    link,
                    guest,
                    house.errors()
                            .of(
                                    "com.microsoft:link-creation-conflict",
                                    "another link of the device receives already"));
        }
    }

    void methods(AmqpLink link, Guest guest) {
        if (link.incoming()) {
            link.accept();
            nodes.put(
                    link,
                    new DeviceNode(
                            guest,
                            link,
                            new MethodsNode(
                                    guest, door.hub().limits().methodBytesMax(), house.errors())));
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

    void twin(AmqpLink link, Guest guest) {
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
        link.refuse(error);
        guest.detached(link);
        guests.mayLeave(guest);
    }
}
