package berth.net;

import berth.net.link.DrainingSession;
import berth.net.link.LinkSession;
import berth.net.link.ServerLink;

import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// One connection behind TLS.
///
/// Owner of all state here is the connection's event loop, which is also the session's thread;
/// other threads only hand tasks over to it. A peer that does not read is not read from either, and
/// after a minute it is dropped.
final class TcpLink implements ServerLink {
    private static final Logger LOG = LoggerFactory.getLogger(TcpLink.class);

    private static final Duration STALL_TIME_MAX = Duration.ofSeconds(60);

    private final NetSocketInternal socket;
    private final EventExecutor loop;
    private final Peer peer;
    private final ConnectionGate.Place place;
    private final Executor workers;
    private final AtomicInteger workUnderWay = new AtomicInteger();
    private final AtomicLong unsent = new AtomicLong();
    private final Set<Timer> timers = new HashSet<>();

    private @Nullable LinkSession session;
    private @Nullable Runnable whenIdle;
    private boolean pausedBySession;
    private boolean pausedByQueue;
    private boolean closed;

    TcpLink(NetSocketInternal socket, Peer peer, ConnectionGate.Place place, Executor workers) {
        this.socket = socket;
        this.loop = socket.channelHandlerContext().executor();
        this.peer = peer;
        this.place = place;
        this.workers = workers;
    }

    /// Opens a session and lets bytes flow to it. On the event loop.
    void start(Function<ServerLink, LinkSession> protocol) {
        try {
            session = protocol.apply(this);
        } catch (RuntimeException | Error e) {
            failed(e);
            return;
        }
        socket.handler(this::received);
        socket.shutdownHandler(_ -> drain());
    }

    /// The socket is gone. On the event loop.
    void gone() {
        if (closed) {
            return;
        }
        closed = true;
        timers.forEach(Timer::cancel);
        timers.clear();
        LinkSession over = session;
        if (over != null) {
            over.closed();
        }
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public void write(ByteBuffer bytes) {
        var copy = Unpooled.copiedBuffer(bytes);
        int length = copy.readableBytes();
        unsent.addAndGet(length);
        onLoop(
                () -> {
                    if (!closed) {
                        var _ =
                                socket.writeMessage(copy)
                                        .onComplete(_ -> unsent.addAndGet(-length));
                        waitForSlowReader();
                    }
                });
    }

    @Override
    public long unsentBytes() {
        return unsent.get();
    }

    @Override
    public void close() {
        onLoop(
                () -> {
                    // It would be asked about our own close, too, and hold it up.
                    socket.shutdownHandler(null);
                    var _ = socket.close();
                });
    }

    @Override
    public void abort() {
        onLoop(
                () -> {
                    var _ = socket.channelHandlerContext().close();
                });
    }

    @Override
    public void work(Runnable task) {
        workUnderWay.incrementAndGet();
        workers.execute(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException | Error e) {
                        failed(e);
                    } finally {
                        later(Duration.ZERO, this::workDone);
                    }
                });
    }

    @Override
    public void later(Duration delay, Runnable task) {
        if (delay.isZero()) {
            handOver(() -> run(task));
        } else {
            onLoop(
                    () -> {
                        if (!closed) {
                            timers.add(new Timer(delay, task));
                        }
                    });
        }
    }

    @Override
    public void pauseReading() {
        pausedBySession = true;
        read();
    }

    @Override
    public void resumeReading() {
        pausedBySession = false;
        read();
    }

    @Override
    public void leftHttp() {
        place.leaveHttp();
    }

    @Override
    public void whenIdle(Runnable task) {
        if (workUnderWay.get() == 0) {
            task.run();
        } else {
            whenIdle = task;
        }
    }

    private void drain() {
        if (session instanceof DrainingSession draining) {
            draining.drain();
        } else {
            whenIdle(this::close);
        }
    }

    private void received(Buffer bytes) {
        LinkSession receiver = session;
        if (closed || receiver == null) {
            return;
        }
        try {
            receiver.received(((BufferInternal) bytes).getByteBuf().nioBuffer());
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    /// What the finished work wanted to write stands before this in the loop's queue.
    private void workDone() {
        Runnable task = whenIdle;
        if (workUnderWay.decrementAndGet() == 0 && task != null) {
            whenIdle = null;
            task.run();
        }
    }

    private void waitForSlowReader() {
        if (pausedByQueue || !socket.writeQueueFull()) {
            return;
        }
        pausedByQueue = true;
        read();
        var patience = new Timer(STALL_TIME_MAX, this::abort);
        timers.add(patience);
        socket.drainHandler(
                _ -> {
                    patience.cancel();
                    timers.remove(patience);
                    pausedByQueue = false;
                    read();
                });
    }

    private void read() {
        if (pausedByQueue || pausedBySession) {
            socket.pause();
        } else {
            socket.resume();
        }
    }

    private void run(Runnable task) {
        if (closed) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void failed(Throwable bug) {
        LOG.error("a session failed; its connection is closed", bug);
        abort();
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            handOver(task);
        }
    }

    private void handOver(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException _) {
            // The loop has ended, and with it this connection: there is nobody left to tell.
            LOG.debug("a task came after the end");
        }
    }

    /// A task for later, forgotten when the connection ends.
    private final class Timer implements Runnable {
        private final Runnable task;
        private final ScheduledFuture<?> firing;

        private Timer(Duration delay, Runnable task) {
            this.task = task;
            this.firing = loop.schedule(this, delay.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void run() {
            timers.remove(this);
            TcpLink.this.run(task);
        }

        private void cancel() {
            firing.cancel(false);
        }
    }
}
