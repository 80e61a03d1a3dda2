package berth.endpoint.device;

import berth.net.Peer;
import berth.net.link.ByteLink;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;

/// A link without a network, whose peer may have shown a certificate: time passes when a test says
/// so, and work is done when it asks for it.
public final class ManualLink implements ByteLink {
    private record Alarm(long at, long order, Runnable task) {}

    private final Peer peer;
    private final Queue<Runnable> works = new ArrayDeque<>();
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(
                    Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::order));
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long nanos;
    private long order;
    private boolean closed;

    public ManualLink(List<X509Certificate> certificates) {
        peer = new Peer("192.0.2.7", certificates, null, "192.0.2.1");
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public void write(ByteBuffer bytes) {
        if (!closed) {
            var copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            written.writeBytes(copy);
        }
    }

    @Override
    public long unsentBytes() {
        return 0;
    }

    /// Nobody here says more than it is told to.
    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void work(Runnable task) {
        works.add(task);
    }

    @Override
    public void later(Duration delay, Runnable task) {
        alarms.add(new Alarm(nanos + delay.toNanos(), order++, task));
    }

    public long nanos() {
        return nanos;
    }

    public boolean isClosed() {
        return closed;
    }

    /// Lets time pass, with the work and the tasks that fall into it.
    public void pass(Duration time) {
        long end = nanos + time.toNanos();
        boolean busy = true;
        while (busy) {
            busy = false;
            while (!works.isEmpty()) {
                busy = true;
                works.remove().run();
            }
            if (!alarms.isEmpty() && alarms.peek().at() <= end) {
                busy = true;
                var next = alarms.remove();
                nanos = Math.max(nanos, next.at());
                next.task().run();
            }
        }
        nanos = end;
    }

    /// What was written since the last time.
    public byte[] written() {
        var bytes = written.toByteArray();
        written.reset();
        return bytes;
    }
}
