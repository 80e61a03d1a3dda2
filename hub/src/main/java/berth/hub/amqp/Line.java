package berth.hub.amqp;

import berth.net.amqp.AmqpConnection;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/// Work of one connection that is done one piece after the other. Owned by the session's thread.
final class Line {
    /// One piece. Its beginning and its end are on the session's thread, what blocks is not.
    interface Piece {
        /// @return what blocks, and yields the end; null if nothing is to be done
        @Nullable Supplier<Runnable> begin();
    }

    private final AmqpConnection connection;
    private final Queue<Piece> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean stopped;

    Line(AmqpConnection connection) {
        this.connection = connection;
    }

    void add(Piece piece) {
        if (!stopped) {
            waiting.add(piece);
            next();
        }
    }

    /// Nothing more is done.
    void stop() {
        stopped = true;
        waiting.clear();
    }

    private void next() {
        while (!busy && !waiting.isEmpty()) {
            var blocking = waiting.remove().begin();
            if (blocking != null) {
                busy = true;
                connection.work(
                        () -> {
                            var end = blocking.get();
                            connection.later(Duration.ZERO, () -> done(end));
                        });
            }
        }
    }

    private void done(Runnable end) {
        busy = false;
        end.run();
        next();
    }
}
