package berth.cli.fleet.amqp;

import berth.cli.fleet.hub.HubAnswer;
import berth.cli.fleet.hub.HubCaller;
import berth.cli.fleet.hub.HubChannel;
import berth.cli.fleet.hub.HubFeature;
import berth.cli.fleet.hub.HubOpening;
import berth.cli.fleet.hub.HubPush;
import berth.cli.fleet.hub.Settlement;
import berth.cli.fleet.stream.ByteStream;
import berth.cli.fleet.stream.Deadline;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A device at its hub over AMQP: without SASL, with a token put to `$cbs` where it has no
/// certificate, and a link for each thing when it is first wanted. A gateway opens its children's
/// links on its own connection.
///
/// Source: iot-hub-protocol, sections 3.1 to 3.6.
public final class HubAmqpChannel implements HubChannel {
    private static final Symbol CORRELATION =
            Symbol.valueOf("com.microsoft:channel-correlation-id");
    private static final Symbol API_VERSION = Symbol.valueOf("com.microsoft:api-version");

    /// What a link is for.
    private enum Kind {
        EVENTS("/messages/events"),
        COMMANDS("/messages/devicebound"),
        METHODS("/methods/devicebound"),
        TWIN("/twin");

        private final String path;

        Kind(String path) {
            this.path = path;
        }
    }

    private record Name(String deviceId, Kind kind) {}

    private final HubWire wire;
    private final Map<Name, Sender> senders = new HashMap<>();
    private final Map<Name, Receiver> receivers = new LinkedHashMap<>();
    private final Map<Object, Message> answers = new HashMap<>();
    private final Map<String, Delivery> locked = new HashMap<>();
    private final Deque<HubPush> pushes = new ArrayDeque<>();

    private HubAmqpChannel(HubWire wire) {
        this.wire = wire;
    }

    /// Introduces the device.
    public static HubOpening over(ByteStream stream, HubCaller caller, Duration timeout)
            throws IOException {
        var wire = new HubWire(stream, caller.host());
        var deadline = Deadline.in(timeout);
        var token = caller.token();
        var answer =
                token.isEmpty()
                        ? HubAnswer.done()
                        : wire.authenticate(caller.resource(), token.get(), deadline);
        return answer instanceof HubAnswer.Done
                ? new HubOpening.Open(new HubAmqpChannel(wire))
                : new HubOpening.TurnedAway(answer.toString());
    }

    @Override
    public HubAnswer telemetry(String deviceId, String body, Duration timeout) throws IOException {
        var deadline = Deadline.in(timeout);
        var name = new Name(deviceId, Kind.EVENTS);
        try {
            var refused = send(name, HubMessages.data(body), Map.of(), deadline);
            if (!(refused instanceof HubAnswer.Done)) {
                senders.remove(name);
            }
            return refused;
        } catch (EOFException | SocketException e) {
            return closed(e);
        }
    }

    private HubAnswer send(
            Name name, Message message, Map<Symbol, Object> properties, Deadline deadline)
            throws IOException {
        var sender = senders.get(name);
        if (sender == null) {
            sender = wire.sender(address(name), properties(properties));
            var refused = wire.opened(sender, deadline);
            if (refused.isPresent()) {
                return refused.get();
            }
            senders.put(name, sender);
        }
        return wire.send(sender, message, deadline);
    }

    private static String address(Name name) {
        return "/devices/" + name.deviceId() + name.kind().path;
    }

    private static Map<Symbol, Object> properties(Map<Symbol, Object> more) {
        var properties = new LinkedHashMap<Symbol, Object>();
        properties.put(API_VERSION, "2021-04-12");
        properties.putAll(more);
        return properties;
    }

    @Override
    public HubAnswer twin(String deviceId, Duration timeout) throws IOException {
        return ask(deviceId, "GET", null, "", timeout);
    }

    @Override
    public HubAnswer report(String deviceId, String patch, Duration timeout) throws IOException {
        return ask(deviceId, "PATCH", "/properties/reported", patch, timeout);
    }

    private HubAnswer ask(
            String deviceId,
            String operation,
            @Nullable String resource,
            String body,
            Duration timeout)
            throws IOException {
        var deadline = Deadline.in(timeout);
        try {
            var refused = pair(new Name(deviceId, Kind.TWIN), "twin:", deadline);
            if (refused.isPresent()) {
                return refused.get();
            }
            var id = operation + UUID.randomUUID();
            var message = HubMessages.twin(id, operation, resource, body);
            var sent = send(new Name(deviceId, Kind.TWIN), message, Map.of(), deadline);
            if (!(sent instanceof HubAnswer.Done)) {
                return sent;
            }
            var receiver = receiver(new Name(deviceId, Kind.TWIN));
            wire.pump().until(() -> answered(id) || wire.refused(receiver).isPresent(), deadline);
            var answer = answers.remove(id);
            return answer == null ? wire.refused(receiver).orElseThrow() : judged(answer);
        } catch (EOFException | SocketException e) {
            return closed(e);
        }
    }

    private boolean answered(String id) throws IOException {
        take();
        return answers.containsKey(id);
    }

    private static HubAnswer judged(Message answer) throws IOException {
        int status = HubMessages.twinStatus(answer);
        var body = HubMessages.body(answer);
        return status < 300 ? new HubAnswer.Done(body) : new HubAnswer.Refused(status, body);
    }

    /// Opens the two links of one thing, if they are not open.
    private Optional<HubAnswer> pair(Name name, String prefix, Deadline deadline)
            throws IOException {
        if (receivers.containsKey(name)) {
            return Optional.empty();
        }
        Map<Symbol, Object> properties =
                properties(Map.of(CORRELATION, prefix + UUID.randomUUID()));
        var sender = wire.sender(address(name), properties);
        var receiver = wire.receiver(address(name), properties);
        var refused = wire.opened(sender, deadline);
        if (refused.isEmpty()) {
            refused = wire.opened(receiver, deadline);
        }
        if (refused.isEmpty()) {
            senders.put(name, sender);
            receivers.put(name, receiver);
        }
        return refused;
    }

    private Receiver receiver(Name name) {
        var receiver = receivers.get(name);
        if (receiver == null) {
            throw new IllegalStateException("no link " + name);
        }
        return receiver;
    }

    @Override
    public HubAnswer listen(String deviceId, HubFeature feature, Duration timeout)
            throws IOException {
        var deadline = Deadline.in(timeout);
        try {
            return switch (feature) {
                case METHODS ->
                        pair(new Name(deviceId, Kind.METHODS), "methods:", deadline)
                                .orElse(HubAnswer.done());
                case COMMANDS -> commands(new Name(deviceId, Kind.COMMANDS), deadline);
                case DESIRED ->
                        ask(deviceId, "PUT", "/notifications/twin/properties/desired", "", timeout);
            };
        } catch (EOFException | SocketException e) {
            return closed(e);
        }
    }

    private HubAnswer commands(Name name, Deadline deadline) throws IOException {
        if (receivers.containsKey(name)) {
            return HubAnswer.done();
        }
        var receiver = wire.receiver(address(name), properties(Map.of()));
        var refused = wire.opened(receiver, deadline);
        if (refused.isEmpty()) {
            receivers.put(name, receiver);
        }
        return refused.orElse(HubAnswer.done());
    }

    @Override
    public Optional<HubPush> next(Duration timeout) throws IOException {
        try {
            wire.pump()
                    .until(
                            () -> {
                                take();
                                return !pushes.isEmpty();
                            },
                            Deadline.in(timeout));
        } catch (SocketTimeoutException _) {
            return Optional.empty(); // what the caller allows for
        }
        wire.pump().flush();
        return Optional.of(pushes.remove());
    }

    /// Takes in what has arrived on all links.
    private void take() throws IOException {
        for (var link : receivers.entrySet()) {
            var receiver = link.getValue();
            for (var arrived = wire.arrived(receiver);
                    arrived.isPresent();
                    arrived = wire.arrived(receiver)) {
                keep(link.getKey(), arrived.get(), wire.read(receiver, arrived.get()));
            }
        }
    }

    private void keep(Name link, Delivery delivery, Message message) throws IOException {
        if (link.kind() == Kind.COMMANDS) {
            var lock = UUID.randomUUID().toString();
            locked.put(lock, delivery);
            pushes.add(new HubPush.Command(link.deviceId(), lock, HubMessages.body(message)));
            return;
        }
        delivery.disposition(Accepted.getInstance());
        delivery.settle();
        var correlation = message.getCorrelationId();
        if (link.kind() == Kind.METHODS && correlation instanceof UUID id) {
            pushes.add(
                    new HubPush.Method(
                            link.deviceId(),
                            HubMessages.methodName(message),
                            id.toString(),
                            HubMessages.body(message)));
        } else if (correlation == null) {
            pushes.add(new HubPush.Desired(link.deviceId(), HubMessages.body(message)));
        } else {
            answers.put(correlation, message);
        }
    }

    @Override
    public HubAnswer respond(HubPush.Method call, int status, String payload, Duration timeout)
            throws IOException {
        var name = new Name(call.deviceId(), Kind.METHODS);
        var message = HubMessages.response(UUID.fromString(call.id()), status, payload);
        return send(name, message, Map.of(), Deadline.in(timeout));
    }

    @Override
    public HubAnswer settle(HubPush.Command command, Settlement settlement, Duration timeout)
            throws IOException {
        var delivery = locked.remove(command.lock());
        if (delivery == null) {
            throw new IllegalArgumentException("settled already: " + command);
        }
        delivery.disposition(
                switch (settlement) {
                    case COMPLETE -> Accepted.getInstance();
                    case ABANDON -> Released.getInstance();
                    case REJECT -> new Rejected();
                });
        delivery.settle();
        wire.pump().flush();
        return HubAnswer.done();
    }

    private static HubAnswer closed(IOException e) {
        return new HubAnswer.Closed(String.valueOf(e.getMessage()));
    }

    @Override
    public void close() {
        wire.close();
    }
}
