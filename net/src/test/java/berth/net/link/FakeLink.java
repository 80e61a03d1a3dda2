package berth.net.link;

import berth.net.Peer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;

/// A link without a network: what is written is kept, time passes when a test says so, and work
/// waits until the test lets it be done.
public final class FakeLink implements ServerLink {
    private record Alarm(long at, long order, Runnable task) {}

    private final Queue<Runnable> works = new ArrayDeque<>();
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(
                    Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::order));
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private Runnable whenIdle;
    private long nanos;
    private long order;
    private long unsent;
    private boolean paused;
    private boolean closed;
    private boolean http = true;

    @Override
    public Peer peer() {
        return new Peer("192.0.2.1", List.of(), null, "127.0.0.1");
    }

    @Override
    public void write(ByteBuffer bytes) {
        if (!closed) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            written.writeBytes(copy);
        }
    }

    @Override
    public long unsentBytes() {
        return unsent;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void abort() {
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

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
    }

    @Override
    public void leftHttp() {
        http = false;
    }

    @Override
    public void whenIdle(Runnable task) {
        if (works.isEmpty()) {
            task.run();
        } else {
            whenIdle = task;
        }
    }

    public long nanos() {
        return nanos;
    }

    /// Lets time pass, with what happens meanwhile.
    public void pass(Duration time) {
        long end = nanos + time.toNanos();
        while (!alarms.isEmpty() && alarms.peek().at() <= end && !closed) {
            Alarm next = alarms.poll();
            nanos = Math.max(nanos, next.at());
            next.task().run();
        }
        nanos = end;
    }

    /// Does all work, and what the session makes of it.
    public void work() {
        pass(Duration.ZERO);
        while (!works.isEmpty()) {
            works.poll().run();
            pass(Duration.ZERO);
        }
        if (whenIdle != null) {
            whenIdle.run();
            whenIdle = null;
        }
    }

    /// The peer has left so many bytes unread.
    public void leaveUnsent(long bytes) {
        unsent = bytes;
    }

    public int worksWaiting() {
        return works.size();
    }

    public boolean isPaused() {
        return paused;
    }

    public boolean isClosed() {
        return closed;
    }

    public boolean isHttp() {
        return http;
    }

    /// Everything written since the last time, one character a byte.
    public String written() {
        String text = written.toString(StandardCharsets.ISO_8859_1);
        written.reset();
        return text;
    }
}
