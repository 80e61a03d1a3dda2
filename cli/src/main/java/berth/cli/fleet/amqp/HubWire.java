package berth.cli.fleet.amqp;

import berth.cli.fleet.hub.HubAnswer;
import berth.cli.fleet.stream.ByteStream;
import berth.cli.fleet.stream.Deadline;
import berth.core.id.ByteString;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.message.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// One AMQP connection with one session to a hub: links by address, messages both ways. For one
/// thread.
///
/// Source: iot-hub-protocol, sections 3.1 to 3.4.
final class HubWire {
    private static final Logger LOG = LoggerFactory.getLogger(HubWire.class);
    private static final int FRAME_BYTES_MAX = 64 * 1024;
    private static final int CREDIT = 10;

    private final ByteStream stream;
    private final AmqpPump pump;
    private final Connection connection = Proton.connection();
    private final Session session;
    private int tags;
    private int links;

    /// Says nothing yet.
    HubWire(ByteStream stream, String host) {
        this.stream = stream;
        var transport = Proton.transport();
        transport.setMaxFrameSize(FRAME_BYTES_MAX);
        this.pump = new AmqpPump(stream, transport);
        transport.bind(connection);
        connection.setContainer(UUID.randomUUID().toString());
        connection.setHostname(host);
        connection.open();
        this.session = connection.session();
        session.open();
    }

    AmqpPump pump() {
        return pump;
    }

    Optional<HubAnswer> refused(Link link) {
        if (connection.getRemoteState() == EndpointState.CLOSED) {
            return Optional.of(HubRefusals.closed(connection.getRemoteCondition()));
        }
        if (session.getRemoteState() == EndpointState.CLOSED) {
            return Optional.of(HubRefusals.closed(session.getRemoteCondition()));
        }
        return link.getRemoteState() == EndpointState.CLOSED
                ? Optional.of(HubRefusals.refused(link.getRemoteCondition()))
                : Optional.empty();
    }

    Sender sender(String address, Map<Symbol, Object> properties) {
        var sender = session.sender("to-%d".formatted(links++));
        open(sender, "", address, properties);
        return sender;
    }

    Receiver receiver(String address, Map<Symbol, Object> properties) {
        var receiver = session.receiver("from-%d".formatted(links++));
        open(receiver, address, "", properties);
        receiver.flow(CREDIT);
        return receiver;
    }

    private static void open(Link link, String from, String to, Map<Symbol, Object> properties) {
        var source = new Source();
        source.setAddress(from);
        link.setSource(source);
        var target = new Target();
        target.setAddress(to);
        link.setTarget(target);
        link.setProperties(properties);
        link.open();
    }

    /// Waits until a link is open, or not.
    ///
    /// @return why it is not, if it is not
    Optional<HubAnswer> opened(Link link, Deadline deadline) throws IOException {
        pump.until(() -> isOpen(link) || refused(link).isPresent(), deadline);
        return refused(link);
    }

    /// An attach without the terminus is followed by a detach, which says why.
    private static boolean isOpen(Link link) {
        return link.getRemoteState() == EndpointState.ACTIVE
                && (link instanceof Sender
                        ? link.getRemoteTarget() != null
                        : link.getRemoteSource() != null);
    }

    /// Sends a message and waits for its outcome.
    HubAnswer send(Sender sender, Message message, Deadline deadline) throws IOException {
        pump.until(() -> sender.getCredit() > 0 || refused(sender).isPresent(), deadline);
        if (refused(sender).isPresent()) {
            return refused(sender).get();
        }
        var bytes = DpsMessages.bytes(message).toByteArray();
        var sent = sender.delivery(Integer.toString(tags++).getBytes(StandardCharsets.US_ASCII));
        sender.send(bytes, 0, bytes.length);
        sender.advance();
        pump.until(() -> isSettled(sent) || refused(sender).isPresent(), deadline);
        var outcome = sent.getRemoteState();
        sent.settle();
        return switch (outcome) {
            case Accepted _ -> HubAnswer.done();
            case Rejected rejected -> HubRefusals.refused(rejected.getError());
            case null ->
                    refused(sender).orElseThrow(() -> new IOException("settled without a word"));
            default -> throw new IOException("a message that was " + outcome);
        };
    }

    private static boolean isSettled(Delivery sent) {
        return sent.getRemoteState() != null || sent.remotelySettled();
    }

    /// The next message on a link that is wholly there. It stays unsettled.
    Optional<Delivery> arrived(Receiver receiver) {
        var delivery = receiver.current();
        return delivery != null && !delivery.isPartial() && delivery.isReadable()
                ? Optional.of(delivery)
                : Optional.empty();
    }

    /// Reads what has arrived and makes room for the next.
    Message read(Receiver receiver, Delivery delivery) throws IOException {
        var bytes = new byte[delivery.pending()];
        receiver.recv(bytes, 0, bytes.length);
        receiver.advance();
        receiver.flow(1);
        return DpsMessages.decoded(ByteString.of(bytes));
    }

    /// Shows a token.
    HubAnswer authenticate(String audience, String token, Deadline deadline) throws IOException {
        var to = sender(HubMessages.CBS, Map.of());
        var from = receiver(HubMessages.CBS, Map.of());
        var refused = opened(from, deadline).or(() -> refused(to));
        if (refused.isPresent()) {
            return refused.get();
        }
        var id = UUID.randomUUID().toString();
        var sent = send(to, HubMessages.putToken(id, audience, token), deadline);
        if (!(sent instanceof HubAnswer.Done)) {
            return sent;
        }
        pump.until(() -> arrived(from).isPresent() || refused(from).isPresent(), deadline);
        var arrived = arrived(from);
        if (arrived.isEmpty()) {
            return refused(from).orElseThrow(() -> new EOFException("no answer to the token"));
        }
        var answer = read(from, arrived.get());
        arrived.get().disposition(Accepted.getInstance());
        arrived.get().settle();
        if (!id.equals(answer.getCorrelationId())) {
            throw new IOException("an answer to another token");
        }
        int status = HubMessages.cbsStatus(answer);
        return status == 200 ? HubAnswer.done() : new HubAnswer.Refused(status, "CBS " + status);
    }

    void close() {
        try {
            connection.close();
            pump.flush();
        } catch (IOException e) {
            LOG.trace("taking leave of a hub that is gone", e);
        }
        stream.close();
    }
}
