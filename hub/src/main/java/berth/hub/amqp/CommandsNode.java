package berth.hub.amqp;

import berth.core.hub.HubError;
import berth.core.hub.message.CommandQueue.Settlement;
import berth.core.hub.message.LockedCommand;
import berth.core.id.ByteString;
import berth.net.amqp.AmqpLink;
import berth.net.amqp.AmqpOutcome;
import berth.net.amqp.AmqpSent;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Cloud-to-device messages on their way to a device, each as long as it is not settled. Source:
/// iot-hub-protocol, sections 3.4 and 3.5.
final class CommandsNode implements HubNode {
    private final AmqpLink link;
    private final Guest guest;
    private final Guests guests;
    private final AmqpErrors errors;
    private final Map<ByteString, UUID> locks = new HashMap<>();

    CommandsNode(AmqpLink link, Guest guest, Guests guests, AmqpErrors errors) {
        this.link = link;
        this.guest = guest;
        this.guests = guests;
        this.errors = errors;
    }

    AmqpLink link() {
        return link;
    }

    @Override
    public void credited() {
        guest.room(link.credit());
    }

    /// @return whether there was credit for it
    boolean send(LockedCommand command) {
        if (link.credit() == 0) {
            return false;
        }
        var tag = LockTag.of(command.lock());
        locks.put(tag, command.lock());
        link.dispatch(tag, MessageMap.command(command));
        return true;
    }

    @Override
    public void settled(AmqpSent sent, AmqpOutcome outcome) {
        var lock = locks.remove(sent.tag());
        if (lock == null) {
            throw new IllegalStateException("a message that was never sent");
        }
        guests.settle(
                guest,
                lock,
                settlement(outcome),
                settled -> {
                    if (settled) {
                        sent.settle();
                    } else {
                        sent.fail(
                                errors.of(
                                        HubError.DEVICE_MESSAGE_LOCK_LOST,
                                        "the message's lock is gone"));
                    }
                    guest.room(link.credit());
                });
    }

    /// A word that says nothing counts as a try, so that it ends some day.
    private static Settlement settlement(AmqpOutcome outcome) {
        return switch (outcome) {
            case ACCEPTED -> Settlement.COMPLETE;
            case REJECTED -> Settlement.REJECT;
            case RELEASED, MODIFIED, UNSTATED -> Settlement.ABANDON;
        };
    }

    /// What was not settled comes again, not counted.
    @Override
    public void detached() {
        guest.room(0);
        List.copyOf(locks.values())
                .forEach(lock -> guests.settle(guest, lock, Settlement.RETURN, _ -> {}));
        locks.clear();
    }
}
