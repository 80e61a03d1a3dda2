package berth.cli.fleet.amqp;

import berth.cli.fleet.stream.ByteStream;
import berth.cli.fleet.stream.Deadline;

import org.apache.qpid.proton.engine.Transport;
import org.apache.qpid.proton.engine.TransportException;

import java.io.EOFException;
import java.io.IOException;

/// Moves bytes between Proton's transport and a stream until something has come about. For one
/// thread.
final class AmqpPump {
    private final ByteStream stream;
    private final Transport transport;
    private final byte[] buffer = new byte[8 * 1024];

    AmqpPump(ByteStream stream, Transport transport) {
        this.stream = stream;
        this.transport = transport;
    }

    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    /// Sends what there is to send and reads until the condition holds.
    void until(Condition condition, Deadline deadline) throws IOException {
        flush();
        while (!condition.holds()) {
            stream.timeout(deadline.remaining());
            take();
            flush();
        }
    }

    /// Sends what there is to send.
    void flush() throws IOException {
        for (int pending = transport.pending(); pending > 0; pending = transport.pending()) {
            var bytes = new byte[pending];
            transport.head().get(bytes);
            transport.pop(pending);
            stream.write(bytes);
        }
    }

    private void take() throws IOException {
        int capacity = transport.capacity();
        if (capacity <= 0) {
            throw new EOFException("the server has ended the conversation");
        }
        int count = stream.read(buffer, 0, Math.min(capacity, buffer.length));
        if (count < 0) {
            throw new EOFException("the connection was closed by the server");
        }
        transport.tail().put(buffer, 0, count);
        try {
            transport.process();
        } catch (TransportException e) {
            throw new IOException("not AMQP: " + e.getMessage(), e);
        }
        var condition = transport.getCondition();
        if (condition != null && condition.getCondition() != null) {
            throw new IOException(
                    "not AMQP: %s %s"
                            .formatted(condition.getCondition(), condition.getDescription()));
        }
    }
}
