package berth.testkit.amqp;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.engine.Collector;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;
import org.apache.qpid.proton.engine.Transport;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One connection as a stock client makes it: the engine of the Java client, fed by hand. The
/// engine's own objects are there for tests that want to do what no stock client does.
public final class AmqpClient {
    private final Transport transport = Proton.transport();
    private final Connection connection = Proton.connection();
    private final Collector collector = Proton.collector();
    private final @Nullable Sasl sasl;
    private final Session session;
    private final List<Message> messages = new ArrayList<>();
    private final List<Received> received = new ArrayList<>();
    private final List<DeliveryState> outcomes = new ArrayList<>();
    private boolean settlesByItself = true;
    private int tags;

    /// What came from the server.
    public record Received(Receiver link, Delivery delivery, Message message) {
        /// As the server chose it.
        public byte[] tag() {
            return delivery.getTag().clone();
        }
    }

    private AmqpClient(boolean withSasl) {
        connection.collect(collector);
        sasl = withSasl ? transport.sasl() : null;
        if (sasl != null) {
            sasl.client();
        }
        connection.setContainer("client");
        connection.setHostname("dps.example.com");
        transport.bind(connection);
        session = connection.session();
    }

    /// A client that proves itself by its TLS certificate, or not at all.
    public static AmqpClient withoutSasl() {
        return new AmqpClient(false);
    }

    public static AmqpClient plain(String user, String password) {
        var client = new AmqpClient(true);
        client.sasl().plain(user, password);
        return client;
    }

    public static AmqpClient mechanism(String name) {
        var client = new AmqpClient(true);
        client.sasl().setMechanisms(name);
        return client;
    }

    /// Names whom it wants to reach, in SASL and in the open frame.
    public AmqpClient asksFor(String hostName) {
        connection.setHostname(hostName);
        if (sasl != null) {
            sasl.setRemoteHostname(hostName);
        }
        return this;
    }

    /// Leaves it to the test to settle what comes, and to give new credit.
    public AmqpClient settlesByHand() {
        settlesByItself = false;
        return this;
    }

    public Transport transport() {
        return transport;
    }

    public Connection connection() {
        return connection;
    }

    public Session session() {
        return session;
    }

    public Sasl sasl() {
        if (sasl == null) {
            throw new IllegalStateException("a client without SASL");
        }
        return sasl;
    }

    /// Opens connection and session.
    public AmqpClient open() {
        connection.open();
        session.open();
        return this;
    }

    /// One more session.
    public Session begin() {
        Session more = connection.session();
        more.open();
        return more;
    }

    /// Attaches the link for requests.
    public Sender attachSender(String name, String address, Map<String, String> properties) {
        return attachSender(session, name, address, properties);
    }

    /// As above, on this session.
    public Sender attachSender(
            Session on, String name, String address, Map<String, String> properties) {
        Sender sender = on.sender(name);
        var target = new Target();
        target.setAddress(address);
        sender.setTarget(target);
        sender.setSource(new Source());
        sender.setProperties(symbols(properties));
        sender.open();
        return sender;
    }

    /// Attaches the link for answers.
    ///
    /// @param credit how many answers may come
    public Receiver attachReceiver(
            String name, String address, Map<String, String> properties, int credit) {
        return attachReceiver(session, name, address, properties, credit);
    }

    /// As above, on this session.
    public Receiver attachReceiver(
            Session on, String name, String address, Map<String, String> properties, int credit) {
        Receiver receiver = receiver(on, name, address, properties);
        receiver.open();
        if (credit > 0) {
            receiver.flow(credit);
        }
        return receiver;
    }

    /// A link for answers that is not attached yet, for a test that wants more of it.
    public static Receiver receiver(
            Session on, String name, String address, Map<String, String> properties) {
        Receiver receiver = on.receiver(name);
        var source = new Source();
        source.setAddress(address);
        receiver.setSource(source);
        receiver.setTarget(new Target());
        receiver.setProperties(symbols(properties));
        return receiver;
    }

    private static Map<Symbol, Object> symbols(Map<String, String> properties) {
        var symbols = new HashMap<Symbol, Object>();
        properties.forEach((name, value) -> symbols.put(Symbol.valueOf(name), value));
        return symbols;
    }

    /// A message with a data section.
    public static Message message(
            Map<String, Object> properties, @Nullable Object correlationId, String body) {
        Message message = Proton.message();
        message.setApplicationProperties(new ApplicationProperties(properties));
        if (correlationId != null) {
            message.setCorrelationId(correlationId);
        }
        message.setBody(new Data(new Binary(body.getBytes(StandardCharsets.UTF_8))));
        return message;
    }

    public Delivery send(Sender sender, Message message) {
        var bytes = new byte[512 * 1024];
        int length = message.encode(bytes, 0, bytes.length);
        return send(sender, bytes, length);
    }

    /// Several messages in one transfer.
    public Delivery sendBatch(Sender sender, List<Message> batch) {
        var all = new ByteArrayOutputStream();
        for (Message message : batch) {
            Message section = Proton.message();
            section.setBody(new Data(new Binary(encoded(message))));
            all.writeBytes(encoded(section));
        }
        Delivery delivery = sender.delivery(ByteBuffer.allocate(4).putInt(tags++).array());
        delivery.setMessageFormat(0x80013700);
        sender.send(all.toByteArray(), 0, all.size());
        sender.advance();
        return delivery;
    }

    private static byte[] encoded(Message message) {
        var bytes = new byte[512 * 1024];
        return Arrays.copyOf(bytes, message.encode(bytes, 0, bytes.length));
    }

    public Delivery send(Sender sender, byte[] bytes, int length) {
        Delivery delivery = sender.delivery(ByteBuffer.allocate(4).putInt(tags++).array());
        sender.send(bytes, 0, length);
        sender.advance();
        return delivery;
    }

    /// What is to go to the server.
    public byte[] output() {
        var out = new ByteArrayOutputStream();
        for (int pending = transport.pending(); pending > 0; pending = transport.pending()) {
            var bytes = new byte[pending];
            transport.head().get(bytes);
            transport.pop(pending);
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    /// What came from the server.
    public void input(byte[] bytes) {
        for (int at = 0; at < bytes.length && transport.capacity() > 0; ) {
            ByteBuffer tail = transport.tail();
            int length = Math.min(tail.remaining(), bytes.length - at);
            tail.put(bytes, at, length);
            at += length;
            transport.process();
        }
        for (Event event = collector.peek(); event != null; event = collector.peek()) {
            if (event.getType() == Event.Type.DELIVERY) {
                delivered(event.getDelivery());
            }
            collector.pop();
        }
    }

    private void delivered(Delivery delivery) {
        if (delivery.getLink() instanceof Receiver receiver) {
            if (delivery.isReadable() && !delivery.isPartial()) {
                var bytes = new byte[delivery.available()];
                receiver.recv(bytes, 0, bytes.length);
                receiver.advance();
                Message message = Proton.message();
                message.decode(bytes, 0, bytes.length);
                messages.add(message);
                received.add(new Received(receiver, delivery, message));
                if (settlesByItself) {
                    delivery.disposition(Accepted.getInstance());
                    delivery.settle();
                    receiver.flow(1);
                }
            }
        } else if (delivery.getRemoteState() != null) {
            outcomes.add(delivery.getRemoteState());
            delivery.settle();
        }
    }

    /// The answers so far.
    public List<Message> messages() {
        return messages;
    }

    /// The answers so far, with how they came.
    public List<Received> received() {
        return received;
    }

    /// What became of the requests so far.
    public List<DeliveryState> outcomes() {
        return outcomes;
    }

    public boolean isOpen() {
        return connection.getRemoteState() == EndpointState.ACTIVE;
    }

    /// The condition the server closed with; empty if it has not closed or gave none.
    public String closedWith() {
        var condition = connection.getRemoteCondition().getCondition();
        return connection.getRemoteState() == EndpointState.CLOSED && condition != null
                ? condition.toString()
                : "";
    }

    /// What the server said when it closed; empty if nothing.
    public String closeText() {
        String text = connection.getRemoteCondition().getDescription();
        return text == null ? "" : text;
    }

    /// The text in a message's data section.
    public static String text(Message message) {
        return message.getBody() instanceof Data data
                ? new String(
                        data.getValue().getArray(),
                        data.getValue().getArrayOffset(),
                        data.getValue().getLength(),
                        StandardCharsets.UTF_8)
                : "";
    }
}
