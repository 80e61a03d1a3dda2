package berth.cli.fleet.hub;

import berth.cli.allocation.DemoRole;
import berth.cli.fleet.client.Transport;
import berth.cli.fleet.hub.HubWork.Assigned;
import berth.cli.fleet.stream.Traffic;
import berth.core.hub.role.Permission;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One device at its hub: it connects, sends telemetry, reads its twin, reports the state it is in,
/// and carries out a command. What its role forbids it tries as well, and counts on being refused.
/// For one thread.
final class VisitRun {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final String TELEMETRY = "{\"temperature\":21.5}";
    private static final String STATE = "{\"state\":\"running\"}";
    private static final String METHOD = "identify";
    private static final String PAYLOAD = "{\"blink\":3}";

    private final Assigned who;
    private final HubDialer dialer;
    private final @Nullable HubCommands commands;
    private final InstantSource clock;
    private final @Nullable DemoRole role;
    private final Map<HubStep, StepResult> steps = new EnumMap<>(HubStep.class);

    VisitRun(Assigned who, HubDialer dialer, @Nullable HubCommands commands, InstantSource clock) {
        this.who = who;
        this.dialer = dialer;
        this.commands = commands;
        this.clock = clock;
        this.role = DemoRole.of(who.device().registrationId()).orElse(null);
    }

    private String hub() {
        return who.told().hub();
    }

    private String id() {
        return who.told().deviceId();
    }

    private Transport transport() {
        return who.device().transport();
    }

    HubVisit visit() {
        long start = System.nanoTime();
        var caller = HubCaller.of(hub(), id(), who.device().credential(), clock);
        try {
            switch (dialer.open(caller, transport(), TIMEOUT, new Traffic())) {
                case HubOpening.TurnedAway(var reason) -> failed(HubStep.CONNECT, reason);
                case HubOpening.Open(var channel) -> {
                    steps.put(HubStep.CONNECT, new StepResult.Done());
                    try (channel) {
                        work(channel);
                    }
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            failed(HubStep.CONNECT, why(e));
        }
        return new HubVisit(
                who.device().registrationId(),
                role == null ? "-" : role.word(),
                transport(),
                steps,
                Duration.ofNanos(System.nanoTime() - start));
    }

    @FunctionalInterface
    private interface Work {
        StepResult done(HubChannel channel) throws IOException;
    }

    private void work(HubChannel channel) {
        if (step(HubStep.TELEMETRY, this::telemetry, channel)
                && step(HubStep.TWIN, this::twin, channel)
                && step(HubStep.REPORT, this::report, channel)) {
            step(HubStep.COMMAND, this::command, channel);
        }
    }

    /// @return whether to go on
    private boolean step(HubStep step, Work work, HubChannel channel) {
        try {
            steps.put(step, work.done(channel));
        } catch (IOException e) {
            failed(step, why(e));
        }
        return !(steps.get(step) instanceof StepResult.Failed);
    }

    private void failed(HubStep step, String reason) {
        steps.put(step, new StepResult.Failed(reason));
    }

    private static String why(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private StepResult telemetry(HubChannel channel) throws IOException {
        return expected(channel.telemetry(id(), TELEMETRY, TIMEOUT), true);
    }

    /// The role in the twin has to be the one that the enrollment gave.
    private StepResult twin(HubChannel channel) throws IOException {
        return switch (channel.twin(id(), TIMEOUT)) {
            case HubAnswer.Done(var body) -> shown(body);
            case HubAnswer other -> expected(other, true);
        };
    }

    private StepResult shown(String twin) throws IOException {
        try {
            var document = JsonFields.object(JsonText.parse(twin, JsonLimits.DEFAULT));
            JsonFields.requiredObject(document, "reported");
            var desired = JsonFields.requiredObject(document, "desired");
            if (role == null) {
                return new StepResult.Done();
            }
            var shown = JsonFields.requiredObject(desired, "rolePermissions");
            var name = JsonFields.requiredText(shown, "role");
            return name.equals(role.word()) && takesCommands(shown) == role.takesCommands()
                    ? new StepResult.Done()
                    : new StepResult.Failed(
                            "a device enrolled as %s is shown %s"
                                    .formatted(role.word(), JsonText.text(shown)));
        } catch (MalformedJson | BadDocument e) {
            throw new IOException("the twin cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean takesCommands(JsonObject shown) throws BadDocument {
        return JsonFields.requiredArray(shown, "permissions")
                .items()
                .contains(new JsonString(Permission.RECEIVE_COMMANDS.spelling()));
    }

    private StepResult report(HubChannel channel) throws IOException {
        return expected(channel.report(id(), STATE, TIMEOUT), role == null || role.reports());
    }

    private static StepResult expected(HubAnswer answer, boolean allowed) {
        return switch (answer) {
            case HubAnswer.Done _ ->
                    allowed
                            ? new StepResult.Done()
                            : new StepResult.Failed("done, although the role forbids it");
            case HubAnswer.NotOffered _ -> new StepResult.NotTried();
            case HubAnswer.Refused(int status, var reason) ->
                    !allowed && answer.isForbidden()
                            ? new StepResult.Denied()
                            : new StepResult.Failed("%d %s".formatted(status, reason));
            case HubAnswer.Closed(var reason) -> new StepResult.Failed("closed: " + reason);
        };
    }

    private StepResult command(HubChannel channel) throws IOException {
        var sender = commands;
        if (sender == null) {
            return new StepResult.NotTried();
        }
        if (role != null && !role.takesCommands()) {
            return expected(sender.invoke(hub(), id(), METHOD, PAYLOAD), false);
        }
        return transport() == Transport.HTTPS ? message(channel, sender) : method(channel, sender);
    }

    /// HTTPS has no methods, so the device asks for a message.
    private StepResult message(HubChannel channel, HubCommands sender) throws IOException {
        var sent = expected(sender.send(hub(), id(), PAYLOAD), true);
        if (!sent.equals(new StepResult.Done())) {
            return sent;
        }
        var push = channel.next(TIMEOUT);
        if (push.isEmpty()
                || !(push.get() instanceof HubPush.Command command)
                || !command.body().equals(PAYLOAD)) {
            return new StepResult.Failed("sent a message, and " + push + " came");
        }
        return expected(channel.settle(command, Settlement.COMPLETE, TIMEOUT), true);
    }

    private StepResult method(HubChannel channel, HubCommands sender) throws IOException {
        var listening = expected(channel.listen(id(), HubFeature.METHODS, TIMEOUT), true);
        if (!listening.equals(new StepResult.Done())) {
            return listening;
        }
        var asked = new FutureTask<>(() -> sender.invoke(hub(), id(), METHOD, PAYLOAD));
        Thread.ofVirtual().start(asked);
        var push = channel.next(TIMEOUT);
        if (push.isPresent() && push.get() instanceof HubPush.Method call) {
            channel.respond(call, 200, "{\"method\":\"" + call.name() + "\"}", TIMEOUT);
        }
        return answered(asked, push.toString());
    }

    private static StepResult answered(FutureTask<HubAnswer> asked, String push)
            throws IOException {
        try {
            var answer = asked.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return answer instanceof HubAnswer.Done(var body)
                            && !body.contains("\"method\":\"" + METHOD + "\"")
                    ? new StepResult.Failed("another response than the device's: " + body)
                    : expected(answer, true);
        } catch (ExecutionException e) {
            throw new IOException(why(e), e);
        } catch (TimeoutException _) {
            return new StepResult.Failed("no answer to the caller; the device got " + push);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
