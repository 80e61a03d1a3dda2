package berth.cli.fleet.amqp;

import berth.cli.fleet.stream.ByteStream;
import berth.core.id.ByteString;

import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Collector;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.Sasl.SaslOutcome;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Transport;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/// A server as the contract has it, at the other end of a stream and in the client's own thread: it
/// works on what is written at once, and is silent when it has nothing to say.
final class ProtonPeer implements ByteStream {
    private final Transport transport = Proton.transport();
    private final Connection connection = Proton.connection();
    private final Collector collector = Proton.collector();
    private final @Nullable Sasl sasl;
    private final Deque<ByteString> challenges = new ArrayDeque<>();
    private final Deque<Object> answers = new ArrayDeque<>();
    private final List<ByteString> responses = new ArrayList<>();
    private final List<Message> requests = new ArrayList<>();
    private final List<String> opened = new ArrayList<>();
    private SaslOutcome outcome = SaslOutcome.PN_SASL_OK;
    private @Nullable ErrorCondition goodbye;
    private @Nullable Sender sender;
    private int tags;
    private int settledByClient;

    private ProtonPeer(boolean withSasl) {
        sasl = withSasl ? transport.sasl() : null;
        if (sasl != null) {
            sasl.server();
            sasl.setMechanisms("PLAIN", "TPM");
        }
        connection.collect(collector);
        transport.bind(connection);
    }

    static ProtonPeer withSasl() {
        return new ProtonPeer(true);
    }

    static ProtonPeer withoutSasl() {
        return new ProtonPeer(false);
    }

    ProtonPeer challenge(ByteString challenge) {
        challenges.add(challenge);
        return this;
    }

    ProtonPeer outcome(SaslOutcome result) {
        outcome = result;
        return this;
    }

    /// Opens the connection and closes it with this.
    ProtonPeer goodbye(String condition, String description) {
        goodbye = error(condition, description);
        return this;
    }

    /// Answers the next request with JSON.
    ProtonPeer answer(String json) {
        answers.add(json);
        return this;
    }

    /// Rejects the next request.
    ProtonPeer reject(String condition, String description) {
        answers.add(error(condition, description));
        return this;
    }

    private static ErrorCondition error(String condition, String description) {
        return new ErrorCondition(Symbol.valueOf(condition), description);
    }

    /// What the client said in SASL, in order.
    List<ByteString> responses() {
        return responses;
    }

    List<Message> requests() {
        return requests;
    }

    /// What was opened, in words.
    List<String> opened() {
        return opened;
    }

    int settledByClient() {
        return settledByClient;
    }

    @Override
    public void write(byte[] bytes) {
        for (int done = 0; done < bytes.length; ) {
            int count = Math.min(transport.capacity(), bytes.length - done);
            if (count <= 0) {
                return; // it has said goodbye and listens no more
            }
            transport.tail().put(bytes, done, count);
            transport.process();
            done += count;
            work();
        }
    }

    private void work() {
        authenticate();
        for (var event = collector.peek(); event != null; event = collector.peek()) {
            on(event);
            collector.pop();
        }
    }

    private void authenticate() {
        if (sasl == null || sasl.pending() == 0 || sasl.getOutcome() != SaslOutcome.PN_SASL_NONE) {
            return;
        }
        var bytes = new byte[sasl.pending()];
        sasl.recv(bytes, 0, bytes.length);
        responses.add(ByteString.of(bytes));
        var next = challenges.poll();
        if (next == null) {
            sasl.done(outcome);
        } else {
            sasl.send(next.toByteArray(), 0, next.length());
        }
    }

    private void on(Event event) {
        switch (event.getType()) {
            case CONNECTION_REMOTE_OPEN -> {
                opened.add("container '%s'".formatted(connection.getRemoteContainer()));
                opened.add("host " + connection.getRemoteHostname());
                connection.open();
                if (goodbye != null) {
                    connection.setCondition(goodbye);
                    connection.close();
                }
            }
            case SESSION_REMOTE_OPEN -> event.getSession().open();
            case LINK_REMOTE_OPEN -> {
                var link = event.getLink();
                link.setSource(link.getRemoteSource());
                link.setTarget(link.getRemoteTarget());
                link.open();
                if (link instanceof Receiver receiver) {
                    opened.add("to " + link.getRemoteTarget().getAddress());
                    opened.add("with " + link.getRemoteProperties());
                    receiver.flow(10);
                } else {
                    opened.add("from " + link.getRemoteSource().getAddress());
                    sender = (Sender) link;
                }
            }
            case DELIVERY -> delivered(event.getDelivery());
            default -> {}
        }
    }

    private void delivered(Delivery delivery) {
        if (!(delivery.getLink() instanceof Receiver receiver)) {
            settledByClient += delivery.remotelySettled() ? 1 : 0;
            return;
        }
        var bytes = new byte[delivery.pending()];
        receiver.recv(bytes, 0, bytes.length);
        receiver.advance();
        var request = Proton.message();
        request.decode(bytes, 0, bytes.length);
        requests.add(request);
        var answer = answers.poll();
        if (answer instanceof ErrorCondition condition) {
            var rejected = new Rejected();
            rejected.setError(condition);
            delivery.disposition(rejected);
            delivery.settle();
        } else if (answer instanceof String json) {
            delivery.disposition(Accepted.getInstance());
            delivery.settle();
            send(request, json);
        }
    }

    private void send(Message request, String json) {
        var message = Proton.message();
        message.setApplicationProperties(new ApplicationProperties(Map.of("retry-after", 3)));
        if (request.getCorrelationId() != null) {
            message.setCorrelationId(request.getCorrelationId());
        }
        message.setBody(new Data(new Binary(json.getBytes(StandardCharsets.UTF_8))));
        var buffer = new byte[4096];
        int length = message.encode(buffer, 0, buffer.length);
        var link = sender;
        if (link == null) {
            throw new IllegalStateException("nobody to send to");
        }
        link.delivery(new byte[] {(byte) tags++});
        link.send(buffer, 0, length);
        link.advance();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int pending = transport.pending();
        if (pending < 0) {
            return -1;
        }
        if (pending == 0) {
            throw new SocketTimeoutException("it is silent");
        }
        int count = Math.min(pending, length);
        transport.head().get(buffer, offset, count);
        transport.pop(count);
        work();
        return count;
    }

    @Override
    public void timeout(Duration time) {
        // it answers at once or never
    }

    @Override
    public void close() {
        transport.close_tail();
    }
}
