package berth.core.hub.message;

import berth.core.hub.HubClient;
import berth.core.id.HubHostName;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The queues of cloud-to-device messages, one a client, first in first out. Calls block; what a
/// call wrote is durable when it returns. The feedback a settlement makes is written with it.
///
/// A locked message is nobody else's until its lock is settled, given back or too old. Source:
/// iot-hub-protocol, sections 3.4 and 6.1.
///
/// @see berth.core.error.StoreUnavailable which every method may throw
public interface CommandQueue {
    /// @param depthMax messages of this client, locked ones included
    /// @return false if the queue is full
    boolean enqueue(HubHostName hub, NewCommand command, int depthMax);

    /// Locks the client's first message that is neither locked nor expired. A message behind a
    /// locked one may be locked: several may be on their way at once, in order.
    ///
    /// @param holder who asks; see [#release]
    Optional<LockedCommand> lock(
            HubHostName hub, HubClient client, String holder, Duration lockTime);

    /// Settles a locked message.
    ///
    /// @param deliveriesMax abandoned as often, a message is dead
    /// @return false if the lock is not there (any more)
    boolean settle(
            HubHostName hub, HubClient client, UUID lock, Settlement settlement, int deliveriesMax);

    /// Gives back everything that `holder` has locked, without counting a delivery.
    int release(HubHostName hub, HubClient client, String holder);

    /// Removes all messages of a client, locked ones too.
    int purge(HubHostName hub, HubClient client);

    /// Removes expired messages, the oldest first, at most `limit`, of any hub and client.
    int expire(int limit);

    /// Messages of a client that are neither settled nor expired.
    int depth(HubHostName hub, HubClient client);

    /// @param message with its message ID and everything the device is to see
    record NewCommand(
            HubClient client,
            String generationId,
            DeviceMessage message,
            FeedbackRequest feedback,
            Expiry expiry) {}

    /// When a message is of no use any more.
    sealed interface Expiry {
        record After(Duration time) implements Expiry {}

        record At(Instant time) implements Expiry {}
    }

    /// What a device says of a message.
    enum Settlement {
        COMPLETE,
        /// It never wants it.
        REJECT,
        /// Not now: it comes again, counted.
        ABANDON,
        /// It never reached the device: it comes again, not counted.
        RETURN
    }
}
