package berth.net.amqp;

import berth.core.id.ByteString;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Collector;
import org.apache.qpid.proton.engine.Connection;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Event;
import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.SaslListener;
import org.apache.qpid.proton.engine.Transport;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// proton-j, bytes in and bytes out, for one connection. Owned by the session's thread.
///
/// It keeps buffers of the size of a frame for as long as a connection lives unless told by a
/// system property, read once, to let go of what is larger than so many bytes; a thousand idle
/// devices would hold 128 MB.
final class Engine {
    private static final Symbol OPEN_ERROR = Symbol.valueOf("com.microsoft:open-error");
    private static final String KEPT_BYTES = "proton.transport_buffer_release_threshold";

    static {
        if (System.getProperty(KEPT_BYTES) == null) {
            System.setProperty(KEPT_BYTES, Integer.toString(8 * 1024));
        }
    }

    private final Transport transport = Transport.Factory.create();
    private final Connection connection = Connection.Factory.create();
    private final Collector collector = Collector.Factory.create();
    private final @Nullable Sasl sasl;

    private Engine(AmqpLimits limits, String containerId, @Nullable SaslListener listener) {
        transport.setMaxFrameSize(limits.frameBytesMax());
        transport.setInitialRemoteMaxFrameSize(limits.frameBytesBeforeOpenMax());
        announce(limits);
        transport.setEmitFlowEventOnSend(false);
        connection.setContainer(containerId);
        connection.collect(collector);
        if (listener == null) {
            sasl = null;
        } else {
            sasl = transport.sasl();
            sasl.server();
            sasl.setListener(listener);
        }
        transport.bind(connection);
    }

    /// For a connection that starts with SASL.
    static Engine withSasl(
            AmqpLimits limits, String containerId, List<String> mechanisms, SaslListener listener) {
        var engine = new Engine(limits, containerId, listener);
        engine.sasl().setMechanisms(mechanisms.toArray(String[]::new));
        return engine;
    }

    /// For a connection without SASL.
    static Engine withoutSasl(AmqpLimits limits, String containerId) {
        return new Engine(limits, containerId, null);
    }

    Sasl sasl() {
        if (sasl == null) {
            throw new IllegalStateException("this connection has no SASL");
        }
        return sasl;
    }

    /// What the peer sent with the last SASL frame; empty if nothing.
    static ByteString bytes(Sasl sasl) {
        var bytes = new byte[Math.max(0, sasl.pending())];
        if (bytes.length > 0) {
            sasl.recv(bytes, 0, bytes.length);
        }
        return ByteString.of(bytes);
    }

    /// Takes a whole header or frame. What came of it is in [#next].
    void input(ByteBuffer unit) throws AmqpViolation {
        try {
            while (unit.hasRemaining() && transport.capacity() > 0) {
                ByteBuffer tail = transport.tail();
                int length = Math.min(tail.remaining(), unit.remaining());
                tail.put(unit.slice(unit.position(), length));
                unit.position(unit.position() + length);
                transport.process();
            }
        } catch (RuntimeException e) {
            // A frame that fits nothing the peer has set up: the engine throws what it likes.
            throw new AmqpViolation(
                    AmqpViolation.FRAMING,
                    "a frame out of place (%s)".formatted(e.getClass().getSimpleName()));
        }
    }

    /// The next thing that happened; null if there is none. To be called until then.
    @Nullable Event next() {
        Event event = collector.peek();
        if (event == null) {
            return null;
        }
        Event copy = event.copy();
        collector.pop();
        return copy;
    }

    /// Hands over what is to be sent.
    ///
    /// @return whether there was anything
    boolean output(Consumer<ByteBuffer> to) {
        boolean some = false;
        for (int pending = transport.pending(); pending > 0; pending = transport.pending()) {
            some = true;
            to.accept(transport.head());
            transport.pop(pending);
        }
        return some;
    }

    /// Hands over the SASL frames that are to be sent, and not the header that the engine would
    /// send after the last of them: it is due when the peer has sent its own.
    void saslOutput(Consumer<ByteBuffer> to) {
        int pending = transport.pending();
        if (pending > 0) {
            to.accept(transport.head());
            transport.pop(pending);
        }
    }

    /// Milliseconds after which the peer gives us up if it hears nothing; 0 for never.
    int peerIdleMillis() {
        return Math.max(0, transport.getRemoteIdleTimeout());
    }

    /// Whether the engine itself found fault with the peer and has said so.
    boolean hasFailed() {
        return transport.getCondition() != null;
    }

    /// Whom the peer named in its open; empty if nobody.
    String hostName() {
        return orEmpty(connection.getRemoteHostname());
    }

    /// Whom the peer named in SASL; empty if nobody, or not yet.
    String saslHostName() {
        return sasl == null ? "" : orEmpty(sasl.getHostname());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /// What an open of ours, which is still due, is to say.
    void announce(AmqpLimits limits) {
        transport.setChannelMax(limits.channelsMax() - 1);
        // It announces half of it. Only announces: nobody calls tick, the session has the clock.
        transport.setIdleTimeout(Math.toIntExact(2 * limits.idleTime().toMillis()));
    }

    /// Answers the peer's open.
    void open() {
        connection.open();
    }

    /// Closes with an error; an open that is still due carries it as well, which is how the
    /// original refuses certificates. Source: dps-device-protocol, section 3.6.
    void close(@Nullable AmqpError error) {
        if (error != null) {
            ErrorCondition condition = condition(error);
            if (connection.getLocalState() == EndpointState.UNINITIALIZED) {
                connection.setProperties(Map.of(OPEN_ERROR, condition));
            }
            connection.setCondition(condition);
        }
        connection.open();
        connection.close();
    }

    /// The keys of the map are symbols, as the protocol wants it.
    static ErrorCondition condition(AmqpError error) {
        var condition = new ErrorCondition();
        condition.setCondition(Symbol.valueOf(error.condition()));
        condition.setDescription(error.description());
        if (!error.info().isEmpty()) {
            var info = new TreeMap<Symbol, Object>();
            error.info().forEach((name, value) -> info.put(Symbol.valueOf(name), value));
            condition.setInfo(info);
        }
        return condition;
    }
}
