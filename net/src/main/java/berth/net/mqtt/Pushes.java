package berth.net.mqtt;

import berth.net.link.ByteLink;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// What others want to say to a client: a queue from their threads to the session's, and what the
/// client has not acknowledged yet. Each push hears of its fate once.
///
/// The interface may be used from any thread; all else on the session's.
final class Pushes implements MqttOutlet {
    private final ByteLink link;
    private final int unreadBytesMax;
    private final Consumer<String> end;

    private final Queue<Push> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile boolean over;

    private final Map<Integer, Push> unacknowledged = new HashMap<>(1);
    private @Nullable Consumer<Push> receiver;
    private int lastPacketId;

    /// @param end ends the connection, for a reason
    Pushes(ByteLink link, int unreadBytesMax, Consumer<String> end) {
        this.link = link;
        this.unreadBytesMax = unreadBytesMax;
        this.end = end;
    }

    @Override
    public void push(Push push) {
        long queued = queuedBytes.addAndGet(push.size());
        queue.add(push);
        if (over) {
            // Whoever ended it may have looked before this was there.
            loseQueued();
        } else if (queued + link.unsentBytes() > unreadBytesMax) {
            over = true;
            loseQueued();
            close("what it is sent is not read");
        } else if (asked.compareAndSet(false, true)) {
            link.later(Duration.ZERO, this::deliver);
        }
    }

    @Override
    public void close(String reason) {
        link.later(Duration.ZERO, () -> end.accept(reason));
    }

    /// From now on there is somebody to take what was pushed, and what will be.
    void open(Consumer<Push> taker) {
        receiver = taker;
        deliver();
    }

    /// What is pushed waits until [#open].
    void hold() {
        receiver = null;
    }

    /// A message is about to be sent that wants to be acknowledged.
    ///
    /// @return its packet identifier
    int expect(Push push) {
        int id = nextPacketId();
        unacknowledged.put(id, push);
        return id;
    }

    /// The identifier of a message of whose acknowledgement nothing depends.
    int nextPacketId() {
        do {
            lastPacketId = lastPacketId % 0xffff + 1;
        } while (unacknowledged.containsKey(lastPacketId));
        return lastPacketId;
    }

    int unacknowledged() {
        return unacknowledged.size();
    }

    void acknowledged(int packetId) {
        Push push = unacknowledged.remove(packetId);
        if (push != null) {
            push.told().accept(Fate.ACKNOWLEDGED);
        }
    }

    /// The connection is over: nothing reaches the client any more.
    void end() {
        over = true;
        loseQueued();
        var lost = Map.copyOf(unacknowledged);
        unacknowledged.clear();
        lost.values().forEach(push -> push.told().accept(Fate.LOST));
    }

    private void deliver() {
        asked.set(false);
        Consumer<Push> taker = receiver;
        if (taker == null) {
            return;
        }
        Push next = over ? null : queue.poll();
        while (next != null) {
            queuedBytes.addAndGet(-next.size());
            taker.accept(next);
            next = over ? null : queue.poll();
        }
    }

    private void loseQueued() {
        Push next = queue.poll();
        while (next != null) {
            queuedBytes.addAndGet(-next.size());
            next.told().accept(Fate.LOST);
            next = queue.poll();
        }
    }
}
