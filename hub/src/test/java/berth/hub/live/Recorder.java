package berth.hub.live;

import berth.core.hub.HubClient;
import berth.core.hub.message.LockedCommand;
import berth.core.json.JsonObject;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A connection that keeps what it is sent.
final class Recorder implements Outlet {
    record Desired(HubClient client, JsonObject patch, long version) {}

    final List<Desired> desired = new CopyOnWriteArrayList<>();
    final List<EndReason> ends = new CopyOnWriteArrayList<>();
    final BlockingQueue<MethodCall> calls = new LinkedBlockingQueue<>();
    final BlockingQueue<LockedCommand> commands = new LinkedBlockingQueue<>();

    @Override
    public void desired(HubClient client, JsonObject patch, long version) {
        desired.add(new Desired(client, patch, version));
    }

    @Override
    public void method(MethodCall call) {
        calls.add(call);
    }

    @Override
    public void command(LockedCommand command) {
        commands.add(command);
    }

    @Override
    public void end(EndReason reason) {
        ends.add(reason);
    }

    /// The next message: it comes on a thread of its own.
    LockedCommand command() throws InterruptedException {
        return present(commands);
    }

    MethodCall call() throws InterruptedException {
        return present(calls);
    }

    private static <T> T present(BlockingQueue<T> queue) throws InterruptedException {
        var next = queue.poll(Duration.ofSeconds(20).toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came");
        }
        return next;
    }
}
