package berth.hub.mqtt;

import berth.net.Peer;
import berth.net.link.ByteLink;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A link without a network whose session's thread, and worker, is the test's. What the hub does on
/// threads of its own is waited for.
final class TestLink implements ByteLink {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private record Timer(long at, Runnable task) {}

    private final Peer peer;
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final List<Timer> timers = new ArrayList<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long nanos;
    private boolean closed;

    TestLink(List<X509Certificate> certificates) {
        peer = new Peer("192.0.2.7", certificates, null, "192.0.2.1");
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public synchronized void write(ByteBuffer bytes) {
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
    public synchronized void close() {
        closed = true;
    }

    @Override
    public void work(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void later(Duration delay, Runnable task) {
        if (delay.isZero()) {
            tasks.add(() -> unlessClosed(task));
        } else {
            synchronized (this) {
                timers.add(new Timer(nanos + delay.toNanos(), task));
            }
        }
    }

    private void unlessClosed(Runnable task) {
        if (!isClosed()) {
            task.run();
        }
    }

    synchronized long nanos() {
        return nanos;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /// Does what is to be done now.
    void settle() {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /// Waits for something to do, and does it.
    ///
    /// @throws AssertionError if there is nothing for a long time
    void waitAndSettle() throws InterruptedException {
        var task = tasks.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (task == null) {
            throw new AssertionError("nothing happens any more");
        }
        task.run();
        settle();
    }

    /// Lets time pass, with the timers that fall into it.
    void pass(Duration time) {
        long end;
        synchronized (this) {
            end = nanos + time.toNanos();
            nanos = end;
        }
        List<Timer> due;
        synchronized (this) {
            due = timers.stream().filter(timer -> timer.at() <= end).toList();
            timers.removeAll(due);
        }
        due.forEach(timer -> unlessClosed(timer.task()));
        settle();
    }

    /// What was written since the last time.
    synchronized byte[] written() {
        var bytes = written.toByteArray();
        written.reset();
        return bytes;
    }
}
