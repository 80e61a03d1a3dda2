package berth.system.roles;

import berth.cli.fleet.client.Transport;
import berth.cli.fleet.hub.HubAnswer;
import berth.cli.fleet.hub.HubChannel;
import berth.cli.fleet.hub.HubFeature;
import berth.cli.fleet.hub.HubPush;
import berth.cli.fleet.hub.Settlement;
import berth.cli.fleet.stream.HttpsConnection;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// One device and its child trying everything over one transport, each thing on a connection of its
/// own. For one thread.
///
/// @param id the device
/// @param child a device that is assigned to it
record Attempt(RoleScene scene, String id, String child, Transport transport) {
    private static final Duration PATIENCE = RoleScene.PATIENCE;

    /// What came of it, on a connection of its own.
    Cell of(RoleAction action) throws Exception {
        if (transport == Transport.HTTPS
                && (action == RoleAction.BE_CALLED
                        || action == RoleAction.BE_SET_INTERVAL
                        || action == RoleAction.BE_SET_OTHER
                        || action == RoleAction.SEND_CHILD_TELEMETRY
                        || action == RoleAction.READ_CHILD_TWIN
                        || action == RoleAction.RELAY_CHILD_METHOD)) {
            return Cell.NONE; // nobody can be called or told, and a request is for one device
        }
        try (var channel = scene.connect(id, transport)) {
            return switch (action) {
                case SEND_TELEMETRY -> Cell.of(channel.telemetry(id, "{}", PATIENCE));
                case LISTEN_TO_METHODS -> Cell.of(channel.listen(id, HubFeature.METHODS, PATIENCE));
                case BE_CALLED -> called(channel, id);
                case BE_SENT_A_MESSAGE -> sent(channel);
                case READ_TWIN -> Cell.of(channel.twin(id, PATIENCE));
                case REPORT_STATE -> Cell.of(channel.report(id, "{\"state\":\"on\"}", PATIENCE));
                case REPORT_OTHER -> Cell.of(channel.report(id, "{\"color\":\"red\"}", PATIENCE));
                case BE_SET_INTERVAL -> set(channel, "interval");
                case BE_SET_OTHER -> set(channel, "color");
                case SEND_CHILD_TELEMETRY -> Cell.of(channel.telemetry(child, "{}", PATIENCE));
                case READ_CHILD_TWIN -> Cell.of(channel.twin(child, PATIENCE));
                case RELAY_CHILD_METHOD -> relayed(channel);
            };
        }
    }

    /// Whoever may not be called is not, whatever it listens to.
    private Cell called(HubChannel channel, String device) throws Exception {
        var listening = channel.listen(device, HubFeature.METHODS, PATIENCE);
        var asked =
                new FutureTask<>(() -> scene.commands().invoke(scene.hub(), device, "go", "{}"));
        Thread.ofVirtual().start(asked);
        if (listening instanceof HubAnswer.Done) {
            var push = channel.next(PATIENCE);
            if (push.isEmpty() || !(push.get() instanceof HubPush.Method call)) {
                throw new AssertionError(push + " instead of a method");
            }
            if (!call.deviceId().equals(device)) {
                throw new AssertionError("a method for another device: " + call);
            }
            channel.respond(call, 200, "{}", PATIENCE);
        }
        return Cell.of(asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }

    /// A child that its gateway may not speak for is refused to the gateway.
    private Cell relayed(HubChannel channel) throws Exception {
        var listening = channel.listen(child, HubFeature.METHODS, PATIENCE);
        return listening instanceof HubAnswer.Done ? called(channel, child) : Cell.of(listening);
    }

    private Cell sent(HubChannel channel) throws Exception {
        var answer = scene.commands().send(scene.hub(), id, "{\"open\":1}");
        if (!(answer instanceof HubAnswer.Done)) {
            return Cell.of(answer);
        }
        channel.listen(id, HubFeature.COMMANDS, PATIENCE);
        var push = channel.next(PATIENCE);
        if (push.isEmpty() || !(push.get() instanceof HubPush.Command command)) {
            throw new AssertionError(push + " instead of a message");
        }
        return Cell.of(channel.settle(command, Settlement.COMPLETE, PATIENCE));
    }

    private Cell set(HubChannel channel, String property) throws Exception {
        var listening = channel.listen(id, HubFeature.DESIRED, PATIENCE);
        if (!(listening instanceof HubAnswer.Done)) {
            throw new AssertionError("not told of desired properties: " + listening);
        }
        var reply = scene.set(id, property);
        if (reply.status() >= 300) {
            return Cell.of(refused(reply));
        }
        var push = channel.next(PATIENCE);
        if (push.isEmpty()
                || !(push.get() instanceof HubPush.Desired desired)
                || !desired.patch().contains("\"" + property + "\"")) {
            throw new AssertionError(push + " instead of " + property);
        }
        return Cell.YES;
    }

    private static HubAnswer refused(HttpsConnection.Reply reply) {
        return new HubAnswer.Refused(reply.status(), reply.body());
    }
}
