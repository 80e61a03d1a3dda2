package berth.hub.amqp;

import berth.core.hub.HubClient;
import berth.core.hub.message.LockedCommand;
import berth.core.id.ByteString;
import berth.core.json.JsonObject;
import berth.hub.live.DeviceSession;
import berth.hub.live.Feature;
import berth.hub.live.MethodCall;
import berth.net.amqp.AmqpBody;
import berth.net.amqp.AmqpError;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpMessage;
import berth.net.amqp.AmqpProperties;
import berth.net.amqp.CorrelationId;
import berth.wire.json.JsonText;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One client on one connection: its session with the hub, and its links. Owned by the connection's
/// thread.
final class Guest {
    private static final String METHOD_NAME = "IoThub-methodname";
    private static final String DESIRED = "/properties/desired";

    private final DeviceSession session;
    private final @Nullable Guest gateway;
    private final AmqpErrors errors;
    private final Set<AmqpLink> links = new LinkedHashSet<>();
    private final Set<AmqpLink> methods = new LinkedHashSet<>();
    private final Set<AmqpLink> twins = new LinkedHashSet<>();
    private @Nullable CommandsNode commands;
    private boolean subscribed;
    private int children;
    private boolean over;

    /// @param gateway on whose connection this one is, unless it is its own
    Guest(DeviceSession session, @Nullable Guest gateway, AmqpErrors errors) {
        this.session = session;
        this.gateway = gateway;
        this.errors = errors;
        if (gateway != null) {
            gateway.children++;
        }
    }

    DeviceSession session() {
        return session;
    }

    HubClient client() {
        return session.client();
    }

    @Nullable Guest gateway() {
        return gateway;
    }

    boolean isOver() {
        return over || session.over();
    }

    /// Whether nobody needs this one any more.
    boolean isIdle() {
        return links.isEmpty() && children == 0;
    }

    void leave() {
        boolean first = !over;
        over = true;
        if (first && gateway != null) {
            gateway.children--;
        }
    }

    /// Gives all links up.
    void end(AmqpError error) {
        over = true;
        List.copyOf(links).forEach(link -> link.detach(error));
    }

    void attached(AmqpLink link) {
        links.add(link);
    }

    void detached(AmqpLink link) {
        links.remove(link);
        methods.remove(link);
        twins.remove(link);
        if (commands != null && commands.link().equals(link)) {
            commands = null;
        }
        subscribed &= !twins.isEmpty();
        listen();
    }

    /// @return whether there was no such link
    boolean takesCommands(CommandsNode node) {
        if (commands != null) {
            return false;
        }
        commands = node;
        listen();
        return true;
    }

    void takesMethods(AmqpLink link) {
        methods.add(link);
        listen();
    }

    void takesTwin(AmqpLink link) {
        twins.add(link);
    }

    Set<AmqpLink> twinLinks() {
        return twins;
    }

    void subscribe(boolean wanted) {
        subscribed = wanted;
        listen();
    }

    private void listen() {
        var features = EnumSet.noneOf(Feature.class);
        if (commands != null) {
            features.add(Feature.COMMANDS);
        }
        if (!methods.isEmpty()) {
            features.add(Feature.METHODS);
        }
        if (subscribed) {
            features.add(Feature.DESIRED);
        }
        session.listen(features);
    }

    /// There is room for so many messages.
    void room(int credit) {
        session.setRoom(credit);
    }

    /// @return whether it was sent
    boolean deliver(LockedCommand command) {
        return commands != null && commands.send(command);
    }

    void method(MethodCall call) {
        if (!methods.isEmpty()) {
            send(
                    methods.iterator().next(),
                    AmqpMessage.answer(
                            new CorrelationId.Uuid(call.id()),
                            Map.of(METHOD_NAME, call.name()),
                            call.payload()));
        }
    }

    /// One stock client takes whatever has no correlation ID for this.
    void desired(JsonObject patch, long version) {
        ByteString body = JsonText.bytes(patch);
        var message =
                new AmqpMessage(
                        AmqpProperties.NONE,
                        Map.of("resource", DESIRED, "version", version),
                        Map.of(),
                        AmqpBody.of(body));
        List.copyOf(twins).forEach(link -> send(link, message));
    }

    /// Who gives no credit for what it wants to be sent loses the link.
    void send(AmqpLink link, AmqpMessage message) {
        if (!link.send(message)) {
            link.detach(
                    errors.of(
                            "amqp:resource-limit-exceeded",
                            "too many messages wait for link credit"));
        }
    }
}
