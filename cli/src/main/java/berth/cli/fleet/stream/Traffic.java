package berth.cli.fleet.stream;

import java.util.concurrent.atomic.AtomicLong;

/// Counts what goes over one device's sockets, over all its connections: TLS and its handshakes
/// included, the headers of TCP and IP not. May be read from any thread.
public final class Traffic {
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();

    /// A count so far.
    public record Bytes(long sent, long received) {
        public static final Bytes NONE = new Bytes(0, 0);

        public long total() {
            return sent + received;
        }
    }

    void sent(int bytes) {
        sent.addAndGet(bytes);
    }

    void received(int bytes) {
        received.addAndGet(bytes);
    }

    public Bytes soFar() {
        return new Bytes(sent.get(), received.get());
    }
}
