package berth.hub.eventhub;

import berth.core.id.ByteString;
import berth.net.Peer;
import berth.net.amqp.AmqpConnection;
import berth.net.amqp.AmqpError;
import berth.net.amqp.AmqpLimits;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;

/// A connection without a peer: work is done when a test says so, and time passes likewise. One
/// thread.
final class ScriptedConnection implements AmqpConnection {
    private record Alarm(long at, long order, Runnable task) {}

    private final Queue<Runnable> works = new ArrayDeque<>();
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(
                    Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::order));
    private long nanos;
    private long order;

    @Override
    public Peer peer() {
        return new Peer("192.0.2.1", List.of(), null, "127.0.0.1");
    }

    @Override
    public AmqpLimits limits() {
        return AmqpLimits.HUB;
    }

    @Override
    public String saslHostName() {
        return "";
    }

    @Override
    public void challenge(ByteString challenge) {
        throw new UnsupportedOperationException("SASL is over");
    }

    @Override
    public void authenticated() {
        throw new UnsupportedOperationException("SASL is over");
    }

    @Override
    public void refuse(SaslRefusal refusal) {
        throw new UnsupportedOperationException("SASL is over");
    }

    @Override
    public void close(AmqpError error) {
        throw new UnsupportedOperationException("a node closes no connection");
    }

    @Override
    public void work(Runnable task) {
        works.add(task);
    }

    @Override
    public void later(Duration delay, Runnable task) {
        alarms.add(new Alarm(nanos + delay.toNanos(), order++, task));
    }

    /// Everything that is due, and what comes of it.
    void run() {
        pass(Duration.ZERO);
    }

    void pass(Duration time) {
        long end = nanos + time.toNanos();
        while (true) {
            if (!works.isEmpty()) {
                works.remove().run();
            } else if (!alarms.isEmpty() && alarms.peek().at() <= end) {
                var next = alarms.remove();
                nanos = Math.max(nanos, next.at());
                next.task().run();
            } else {
                nanos = end;
                return;
            }
        }
    }

    /// One piece of work and nothing that comes of it.
    void workOnce() {
        works.remove().run();
    }

    int alarms() {
        return alarms.size();
    }

    int works() {
        return works.size();
    }
}
