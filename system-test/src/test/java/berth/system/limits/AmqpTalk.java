package berth.system.limits;

import berth.testkit.amqp.AmqpClient;

import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Sasl;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/// AMQP on one connection: as the stock clients' engine speaks it, or frame by frame.
final class AmqpTalk implements Closeable {
    private static final int BEGIN = 0x11;
    private static final int CLOSE = 0x18;
    private static final int SASL_OUTCOME = 0x44;

    private final Wire wire;
    private final AmqpClient client;
    private byte[] unread = {};

    AmqpTalk(Wire wire, AmqpClient client) {
        this.wire = wire;
        this.client = client;
    }

    static AmqpTalk plain(Wire wire, String scope, String id, String token) {
        return new AmqpTalk(wire, AmqpClient.plain(address(scope, id), token));
    }

    static String address(String scope, String id) {
        return "%s/registrations/%s".formatted(scope, id);
    }

    AmqpClient client() {
        return client;
    }

    /// What came of SASL.
    Sasl.SaslOutcome proven() throws IOException {
        until(() -> client.sasl().getOutcome() != Sasl.SaslOutcome.PN_SASL_NONE);
        return client.sasl().getOutcome();
    }

    /// Opens connection and session, which must succeed.
    AmqpTalk open() throws IOException {
        client.open();
        until(() -> client.session().getRemoteState() == EndpointState.ACTIVE);
        return this;
    }

    /// Talks until something is so.
    ///
    /// @throws EOFException when the connection ends first
    void until(BooleanSupplier isSo) throws IOException {
        flush();
        while (!isSo.getAsBoolean()) {
            var bytes = wire.read();
            if (bytes.length == 0) {
                throw new EOFException("the connection ended");
            }
            client.input(bytes);
            flush();
        }
    }

    private void flush() throws IOException {
        var bytes = client.output();
        if (bytes.length > 0) {
            wire.write(bytes);
        }
    }

    /// Past the engine, which must not be used any more.
    void say(byte[] bytes) throws IOException {
        wire.write(bytes);
    }

    /// The next begin or close frame of the server, as text with whatever is in it.
    Frame hear() throws IOException {
        while (true) {
            var frame = next();
            if (frame.performative() == BEGIN || frame.performative() == CLOSE) {
                return frame;
            }
        }
    }

    /// The code in the server's SASL outcome.
    ///
    /// @throws EOFException when the connection ends first
    int hearOutcome() throws IOException {
        take(8); // the header
        while (true) {
            var frame = next();
            if (frame.performative() == SASL_OUTCOME) {
                return frame.content().charAt(frame.content().indexOf(0x50) + 1);
            }
        }
    }

    /// @param content its fields, undecoded
    record Frame(int performative, String content) {
        boolean closes() {
            return performative == CLOSE;
        }
    }

    private Frame next() throws IOException {
        int size = ByteBuffer.wrap(take(4)).getInt();
        var rest = take(size - 4);
        // Data offset, type, channel, then the descriptor: 00 53 code.
        return rest.length < 7
                ? new Frame(0, "")
                : new Frame(rest[6], HttpTalk.text(rest).substring(7));
    }

    private byte[] take(int count) throws IOException {
        var all = new ByteArrayOutputStream();
        all.writeBytes(unread);
        while (all.size() < count) {
            var bytes = wire.read();
            if (bytes.length == 0) {
                throw new EOFException("the connection ended");
            }
            all.writeBytes(bytes);
        }
        var whole = ByteBuffer.wrap(all.toByteArray());
        var taken = new byte[count];
        whole.get(taken);
        unread = new byte[whole.remaining()];
        whole.get(unread);
        return taken;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
