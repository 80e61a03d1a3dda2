package berth.cli.fleet.hub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A hub that knows one device and one role, and says to a device what it was told to.
final class ScriptedHub implements HubChannel, HubCommands {
    private final Deque<String> asked = new ArrayDeque<>();
    private final BlockingQueue<HubPush> pushes = new LinkedBlockingQueue<>();
    private final BlockingQueue<HubAnswer> responses = new LinkedBlockingQueue<>();

    String role = "actuator";
    String permissions = "\"telemetry.send\",\"commands.receive\"";
    HubAnswer telemetry = HubAnswer.done();
    HubAnswer report = HubAnswer.done();
    HubAnswer toCaller = HubAnswer.done();
    boolean twins = true;

    Deque<String> asked() {
        return asked;
    }

    @Override
    public HubAnswer telemetry(String deviceId, String body, Duration timeout) {
        asked.add("telemetry");
        return telemetry;
    }

    @Override
    public HubAnswer twin(String deviceId, Duration timeout) {
        asked.add("twin");
        return twins
                ? new HubAnswer.Done(
                        """
                        {"desired":{"rolePermissions":{"role":"%s","permissions":[%s]},"$version":1},
                        "reported":{"$version":1}}\
                        """
                                .formatted(role, permissions))
                : new HubAnswer.NotOffered();
    }

    @Override
    public HubAnswer report(String deviceId, String patch, Duration timeout) {
        asked.add("report");
        return twins ? report : new HubAnswer.NotOffered();
    }

    @Override
    public HubAnswer listen(String deviceId, HubFeature feature, Duration timeout) {
        asked.add("listen " + feature);
        return HubAnswer.done();
    }

    @Override
    public Optional<HubPush> next(Duration timeout) {
        try {
            return Optional.ofNullable(pushes.poll(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public HubAnswer respond(HubPush.Method call, int status, String payload, Duration timeout) {
        asked.add("respond " + status);
        responses.add(
                new HubAnswer.Done("{\"status\":%d,\"payload\":%s}".formatted(status, payload)));
        return HubAnswer.done();
    }

    @Override
    public HubAnswer settle(HubPush.Command command, Settlement settlement, Duration timeout) {
        asked.add(settlement + " " + command.lock());
        return HubAnswer.done();
    }

    @Override
    public void close() {
        asked.add("close");
    }

    @Override
    public HubAnswer invoke(String hub, String deviceId, String method, String payload) {
        if (!(toCaller instanceof HubAnswer.Done)) {
            return toCaller;
        }
        pushes.add(new HubPush.Method(deviceId, method, "id", payload));
        try {
            return responses.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public HubAnswer send(String hub, String deviceId, String body) {
        pushes.add(new HubPush.Command(deviceId, "lock", body));
        return toCaller;
    }
}
