package berth.hub.amqp;

import berth.net.Peer;
import berth.net.link.ByteLink;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/// A link whose session runs on the test's thread, and whose work on threads of its own. Its time
/// passes when the test says so.
final class HandLink implements ByteLink {
    private record Timer(long at, long order, Runnable task) {}

    private final List<X509Certificate> certificates;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(
                    Comparator.comparingLong(Timer::at).thenComparingLong(Timer::order));
    private final List<Throwable> failures = new ArrayList<>();
    private long nanos;
    private long order;
    private int underWay;
    private boolean closed;

    HandLink(List<X509Certificate> certificates) {
        this.certificates = List.copyOf(certificates);
    }

    @Override
    public Peer peer() {
        return new Peer("192.0.2.7", certificates, null, "127.0.0.1");
    }

    @Override
    public synchronized void write(ByteBuffer bytes) {
        if (!closed) {
            var copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            written.writeBytes(copy);
        }
    }

    synchronized byte[] written() {
        var all = written.toByteArray();
        written.reset();
        return all;
    }

    @Override
    public long unsentBytes() {
        return 0;
    }

    @Override
    public void pauseReading() {
        throw new IllegalStateException("nobody pauses AMQP");
    }

    @Override
    public void resumeReading() {
        throw new IllegalStateException("nobody pauses AMQP");
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void work(Runnable task) {
        synchronized (this) {
            underWay++;
        }
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                task.run();
                            } catch (RuntimeException | Error e) {
                                failed(e);
                            } finally {
                                workDone();
                            }
                        });
    }

    private synchronized void failed(Throwable failure) {
        failures.add(failure);
    }

    private synchronized void workDone() {
        underWay--;
        notifyAll();
    }

    @Override
    public synchronized void later(Duration delay, Runnable task) {
        timers.add(new Timer(nanos + delay.toNanos(), order++, task));
        notifyAll();
    }

    synchronized long nanos() {
        return nanos;
    }

    synchronized boolean isIdle() {
        return underWay == 0 && (timers.isEmpty() || timers.peek().at() > nanos);
    }

    /// @return whether there was anything to run
    boolean runDue() {
        boolean some = false;
        for (Runnable task = due(); task != null; task = due()) {
            some = true;
            task.run();
        }
        return some;
    }

    private synchronized Runnable due() {
        if (!failures.isEmpty()) {
            throw new AssertionError("work has failed", failures.getFirst());
        }
        return timers.isEmpty() || timers.peek().at() > nanos ? null : timers.poll().task();
    }

    /// Waits a little for news from other threads.
    synchronized void await() {
        try {
            if (isIdle() || underWay > 0) {
                TimeUnit.MILLISECONDS.timedWait(this, 5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    synchronized void finishWork() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (underWay > 0) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("work without end");
            }
            try {
                TimeUnit.MILLISECONDS.timedWait(this, 5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    /// Lets time pass step by step, with what happens meanwhile on this thread.
    void pass(Duration time) {
        long end = nanos() + time.toNanos();
        while (true) {
            synchronized (this) {
                if (timers.isEmpty() || timers.peek().at() > end) {
                    nanos = end;
                    return;
                }
                nanos = Math.max(nanos, timers.peek().at());
            }
            runDue();
        }
    }
}
