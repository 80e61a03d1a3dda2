package berth.endpoint.device.mqtt;

import berth.net.Peer;
import berth.net.link.ByteLink;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/// A link without a network: what is written is kept, work is done when a test says so, and so does
/// time pass.
final class WireLink implements ByteLink {
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

    WireLink(Peer peer) {
        this.peer = peer;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public void write(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        written.writeBytes(copy);
    }

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

    long nanos() {
        return nanos;
    }

    boolean isClosed() {
        return closed;
    }

    /// Does all work, in no time, then lets time pass.
    void pass(Duration time) {
        long end = nanos + time.toNanos();
        while (true) {
            Runnable work = works.poll();
            if (work != null) {
                work.run();
            } else if (!alarms.isEmpty() && alarms.peek().at() <= end) {
                Alarm next = alarms.remove();
                nanos = Math.max(nanos, next.at());
                next.task().run();
            } else {
                nanos = end;
                return;
            }
        }
    }

    /// What was written since the last time.
    ByteBuffer written() {
        var bytes = ByteBuffer.wrap(written.toByteArray());
        written.reset();
        return bytes;
    }
}
