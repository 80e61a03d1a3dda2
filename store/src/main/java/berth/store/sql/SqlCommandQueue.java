package berth.store.sql;

import berth.core.hub.HubClient;
import berth.core.hub.message.CommandMessage;
import berth.core.hub.message.CommandQueue;
import berth.core.hub.message.Feedback;
import berth.core.hub.message.LockedCommand;
import berth.core.id.HubHostName;
import berth.store.packed.PackedMessage;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Cloud-to-device messages in the database.
public final class SqlCommandQueue implements CommandQueue {
    private final Database database;
    private final CommandRows rows;

    SqlCommandQueue(Database database, CommandRows rows) {
        this.database = database;
        this.rows = rows;
    }

    @Override
    public boolean enqueue(HubHostName hub, NewCommand command, int depthMax) {
        var packed = PackedMessage.pack(command.message());
        return database.writeInLane(
                HubCounters.lane(hub, HubCounters.Kind.COMMAND),
                "command to " + command.client(),
                session -> enqueue(session, hub, command, packed, depthMax));
    }

    /// The number is taken first: while its row is locked nobody else in this hub enqueues, and the
    /// depth stays what it was counted to be.
    private boolean enqueue(
            Session session, HubHostName hub, NewCommand command, byte[] packed, int depthMax)
            throws SQLException {
        var tick = HubCounters.take(session, hub, HubCounters.Kind.COMMAND, 1);
        if (rows.depth(session, hub, command.client()) >= depthMax) {
            session.undo();
            return false;
        }
        var now = session.now();
        var row =
                new CommandMessage(
                        tick.last(),
                        command.client(),
                        command.generationId(),
                        command.message(),
                        command.feedback(),
                        now,
                        expiry(command.expiry(), now),
                        0);
        rows.insert(session, hub, row, packed);
        return true;
    }

    private static Instant expiry(Expiry expiry, Instant now) {
        return switch (expiry) {
            case Expiry.After(var time) -> now.plus(time);
            case Expiry.At(var time) -> time;
        };
    }

    @Override
    public Optional<LockedCommand> lock(
            HubHostName hub, HubClient client, String holder, Duration lockTime) {
        return database.write(
                "next command to " + client,
                session -> {
                    var now = session.now();
                    var next = rows.next(session, hub, client, now);
                    if (next.isEmpty()) {
                        return Optional.empty();
                    }
                    var lock = UUID.randomUUID();
                    rows.lock(session, next.get(), lock, holder, now.plus(lockTime));
                    return Optional.of(new LockedCommand(lock, next.get().command()));
                });
    }

    @Override
    public boolean settle(
            HubHostName hub,
            HubClient client,
            UUID lock,
            Settlement settlement,
            int deliveriesMax) {
        return database.write(
                "settlement of a command to " + client,
                session -> {
                    var locked = rows.locked(session, hub, client, lock);
                    if (locked.isPresent()) {
                        settle(session, locked.get(), settlement, deliveriesMax);
                    }
                    return locked.isPresent();
                });
    }

    private void settle(
            Session session, CommandRows.Stored row, Settlement settlement, int deliveriesMax)
            throws SQLException {
        int deliveries = row.command().deliveryCount();
        switch (settlement) {
            case COMPLETE -> rows.remove(session, row, Feedback.Status.SUCCESS);
            case REJECT -> rows.remove(session, row, Feedback.Status.REJECTED);
            case RETURN -> rows.unlock(session, row, deliveries);
            case ABANDON -> {
                if (deliveries + 1 >= deliveriesMax) {
                    rows.remove(session, row, Feedback.Status.DELIVERY_COUNT_EXCEEDED);
                } else {
                    rows.unlock(session, row, deliveries + 1);
                }
            }
        }
    }

    @Override
    public int release(HubHostName hub, HubClient client, String holder) {
        return database.write(
                "commands of " + client, session -> rows.release(session, hub, client, holder));
    }

    @Override
    public int purge(HubHostName hub, HubClient client) {
        return database.write(
                "purge of commands to " + client, session -> rows.purge(session, hub, client));
    }

    @Override
    public int expire(int limit) {
        return database.write("expiry of commands", session -> rows.expire(session, limit));
    }

    @Override
    public int depth(HubHostName hub, HubClient client) {
        return database.read(
                "depth of the queue of " + client, session -> rows.depth(session, hub, client));
    }
}
