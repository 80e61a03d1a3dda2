package berth.hub.amqp;

import berth.core.hub.HubClient;
import berth.core.hub.message.CommandQueue.Settlement;
import berth.core.hub.message.LockedCommand;
import berth.core.json.JsonObject;
import berth.hub.live.EndReason;
import berth.hub.live.MethodCall;
import berth.hub.live.Outlet;
import berth.net.amqp.AmqpConnection;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// What the hub sends by itself to one session and its children. For any number of threads: all is
/// brought to the connection's thread.
final class HubOutlet implements Outlet {
    private final AmqpConnection connection;
    private final Guests guests;

    HubOutlet(AmqpConnection connection, Guests guests) {
        this.connection = connection;
        this.guests = guests;
    }

    @Override
    public void desired(HubClient client, JsonObject patch, long version) {
        here(
                () -> {
                    var guest = guests.find(client);
                    if (guest != null) {
                        guest.desired(patch, version);
                    }
                });
    }

    @Override
    public void method(MethodCall call) {
        here(
                () -> {
                    var guest = guests.find(call.client());
                    if (guest != null) {
                        guest.method(call);
                    }
                });
    }

    @Override
    public void command(LockedCommand command) {
        here(() -> deliver(guests.find(command.command().client()), command));
    }

    /// What cannot be sent goes back, not counted.
    private void deliver(@Nullable Guest guest, LockedCommand command) {
        if (guest != null && !guest.deliver(command)) {
            guests.settle(guest, command.lock(), Settlement.RETURN, _ -> {});
        }
    }

    @Override
    public void end(EndReason reason) {
        here(() -> guests.ended(this, reason));
    }

    @Override
    public void childEnded(HubClient child, EndReason reason) {
        here(() -> guests.ended(this, reason));
    }

    private void here(Runnable task) {
        connection.later(Duration.ZERO, task);
    }
}
