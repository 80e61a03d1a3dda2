package berth.hub.live;

import berth.core.error.StoreUnavailable;
import berth.core.hub.message.LockedCommand;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Takes a client's messages out of their queue and hands them to its connection, as long as there
/// is room. At most one thread at a time, and none while nothing is to be done.
final class CommandPump {
    private static final Logger LOG = LoggerFactory.getLogger(CommandPump.class);
    private static final Duration AGAIN_AFTER_FAILURE = Duration.ofSeconds(1);

    private final Supplier<Optional<LockedCommand>> queue;
    private final Consumer<LockedCommand> connection;
    private final BooleanSupplier wanted;
    private final Duration lockTime;
    private final LongSupplier nanos;

    private int room;
    private boolean running;
    private boolean again;
    private boolean lookSet;
    private long look;

    /// @param queue locks the next message; blocks
    /// @param wanted whether the client listens and may
    /// @param lockTime after which a message that was not settled comes again
    CommandPump(
            Supplier<Optional<LockedCommand>> queue,
            Consumer<LockedCommand> connection,
            BooleanSupplier wanted,
            Duration lockTime,
            LongSupplier nanos) {
        this.queue = queue;
        this.connection = connection;
        this.wanted = wanted;
        this.lockTime = lockTime;
        this.nanos = nanos;
    }

    /// The connection takes so many more messages.
    void give(int more) {
        synchronized (this) {
            room += more;
        }
        signal();
    }

    /// The connection takes so many messages from now on, whatever was said before.
    void room(int messages) {
        synchronized (this) {
            room = messages;
        }
        signal();
    }

    /// There may be something to do.
    void signal() {
        synchronized (this) {
            if (running) {
                again = true;
                return;
            }
            if (room <= 0 || !wanted.getAsBoolean()) {
                return;
            }
            running = true;
        }
        Thread.ofVirtual().name("commands").start(this::run);
    }

    /// To be called now and then: locks may have grown old.
    void tick() {
        synchronized (this) {
            if (!lookSet || look - nanos.getAsLong() > 0) {
                return;
            }
            lookSet = false;
        }
        signal();
    }

    private void run() {
        try {
            while (goesOn()) {
                var next = queue.get();
                if (next.isPresent()) {
                    sent();
                    connection.accept(next.get());
                } else if (finished()) {
                    return;
                }
            }
        } catch (StoreUnavailable e) {
            LOG.warn("cloud-to-device messages have to wait: {}", e.getMessage());
            stop(AGAIN_AFTER_FAILURE);
        } catch (RuntimeException e) {
            LOG.error("cloud-to-device messages have to wait", e);
            stop(AGAIN_AFTER_FAILURE);
        }
    }

    private synchronized boolean goesOn() {
        again = false;
        running = room > 0 && wanted.getAsBoolean();
        return running;
    }

    private synchronized void sent() {
        room--;
        lookIn(lockTime);
    }

    private synchronized boolean finished() {
        running = again;
        return !again;
    }

    private synchronized void stop(Duration pause) {
        running = false;
        lookSet = false;
        lookIn(pause);
    }

    private void lookIn(Duration time) {
        if (!lookSet) {
            lookSet = true;
            look = nanos.getAsLong() + time.toNanos();
        }
    }
}
