package berth.connector.hub;

import berth.connector.hub.HubHealth.Condition;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubMarker;
import berth.core.hub.HubRegistry;
import berth.core.hub.HubUnreachable;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.wire.json.BadDocument;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A linked hub behind its service REST API: asks what [Provisioning], [Removal] and [Switching]
/// want asked, at the pace the [HubGate] allows, each call once. Whoever gets [HubAnswer.Unknown]
/// comes again.
///
/// Calls block, all calls of one order together at most `orderMax`. Safe for any number of threads.
final class AzureHub implements HubRegistry {
    /// Orders that had to wait come back spread over this time, not all with the first token.
    private static final Duration SPREAD = Duration.ofSeconds(5);

    private static final String NOBODYS_OPERATION = "read";

    private final HubHostName name;
    private final HubClient client;
    private final PolicyToken token;
    private final ReplyReader reader;
    private final HubGate gate;
    private final Duration orderMax;
    private final InstantSource steady;
    private final RandomGenerator random;

    AzureHub(
            HubHostName name,
            HubClient client,
            PolicyToken token,
            HubGate gate,
            Duration orderMax,
            InstantSource steady,
            RandomGenerator random) {
        this.name = name;
        this.client = client;
        this.token = token;
        this.reader = new ReplyReader(name);
        this.gate = gate;
        this.orderMax = orderMax;
        this.steady = steady;
        this.random = random;
    }

    @Override
    public HubAnswer provision(DeviceOrder order) {
        return carryOut(new Provisioning(order).start(), order.marker());
    }

    @Override
    public HubAnswer remove(DeviceRemoval removal) {
        return here(carryOut(new Removal(removal).start(), removal.marker()));
    }

    @Override
    public HubAnswer setEnabled(DeviceId deviceId, HubMarker marker, boolean enabled) {
        return here(carryOut(new Switching(deviceId, marker, enabled).start(), marker));
    }

    /// What is about a device that is here, no other hub can do.
    private static HubAnswer here(HubAnswer answer) {
        return answer instanceof HubAnswer.Elsewhere(var refusal)
                ? new HubAnswer.Refused(refusal)
                : answer;
    }

    @Override
    public Optional<DeviceIdentity> find(DeviceId deviceId) {
        var call = new HubCall.ReadIdentity(deviceId);
        return switch (ask(call)) {
            case HubReply.Identity(var identity) -> {
                try {
                    yield Optional.of(identity.identity(deviceId));
                } catch (BadDocument e) {
                    throw new HubUnreachable(name, call.description(), e);
                }
            }
            case HubReply.Missing _ -> Optional.empty();
            case HubReply reply -> throw unanswered(call, reply);
        };
    }

    @Override
    public Optional<DeviceTwin> twin(DeviceId deviceId) {
        var call = new HubCall.ReadTwin(deviceId);
        return switch (ask(call)) {
            case HubReply.Twin(var twin) -> Optional.of(twin.twin());
            case HubReply.Missing _ -> Optional.empty();
            case HubReply reply -> throw unanswered(call, reply);
        };
    }

    HubHealth health() {
        return gate.health();
    }

    private HubReply ask(HubCall call) {
        return permitted(gate.first(call), call, NOBODYS_OPERATION, orderMax);
    }

    private HubUnreachable unanswered(HubCall call, HubReply reply) {
        var reason =
                reply instanceof HubReply.Stopped(var answer)
                        ? switch (answer) {
                            case HubAnswer.Unknown(var why, _, _) -> why;
                            case HubAnswer.Elsewhere(var refusal) -> refusal.reason();
                            case HubAnswer.Refused(var refusal) -> refusal.reason();
                            case HubAnswer.Done _, HubAnswer.Superseded _ -> "no reply";
                        }
                        : "no reply";
        return new HubUnreachable(name, call.description(), new IOException(reason));
    }

    private HubAnswer carryOut(HubStep start, HubMarker marker) {
        var deadline = steady.instant().plus(orderMax);
        var correlation = marker.operation().value();
        var step = start;
        boolean first = true;
        boolean wrote = false;
        while (true) {
            switch (step) {
                case HubStep.End(var answer) -> {
                    return wrote ? here(answer) : answer;
                }
                case HubStep.Ask(var call, var then) -> {
                    var entry = first ? gate.first(call) : gate.later(call);
                    var reply = permitted(entry, call, correlation, left(deadline));
                    wrote |= isWritten(reply);
                    step = then.apply(reply);
                    first = false;
                }
            }
        }
    }

    private static boolean isWritten(HubReply reply) {
        return switch (reply) {
            case HubReply.Written _, HubReply.WrittenWithoutTwin _ -> true;
            case HubReply.Identity _,
                    HubReply.Twin _,
                    HubReply.Exists _,
                    HubReply.Missing _,
                    HubReply.Stale _,
                    HubReply.Stopped _ ->
                    false;
        };
    }

    private Duration left(Instant deadline) {
        return Duration.between(steady.instant(), deadline);
    }

    private HubReply permitted(
            HubGate.Entry entry, HubCall call, String correlation, Duration patience) {
        return switch (entry) {
            case HubGate.Entry.Shut(var reason, var atLeast) ->
                    stopped("hub " + name + ": " + reason, true, spread(atLeast));
            case HubGate.Entry.Open _ -> send(call, correlation, patience);
        };
    }

    private HubReply send(HubCall call, String correlation, Duration patience) {
        if (!patience.isPositive()) {
            return failed(call.description() + ": the order has taken its time", Duration.ZERO);
        }
        try {
            return understand(call, reader.read(call, client.send(call, correlation, patience)));
        } catch (IOException e) {
            return failed(
                    "hub %s, %s: %s".formatted(name, call.description(), e.getMessage()),
                    Duration.ZERO);
        }
    }

    private HubReply understand(HubCall call, Reading reading) {
        return switch (reading) {
            case Reading.Clear(var reply) -> {
                noteClear(call, reply);
                yield reply;
            }
            case Reading.Throttled(var retryAfter) ->
                    stopped(
                            "hub %s throttles".formatted(name),
                            true,
                            spread(gate.throttledBy(retryAfter)));
            case Reading.Trouble(var reason, var notBefore) -> failed(reason, notBefore);
            case Reading.Forbidden(var refusal) -> {
                gate.refused(Condition.UNAUTHORIZED, refusal.reason());
                token.forget();
                yield new HubReply.Stopped(new HubAnswer.Elsewhere(refusal));
            }
            case Reading.Full(var refusal) -> {
                gate.refused(Condition.FULL, refusal.reason());
                yield new HubReply.Stopped(new HubAnswer.Elsewhere(refusal));
            }
            case Reading.Rejected(var refusal) -> {
                gate.answered();
                yield new HubReply.Stopped(new HubAnswer.Refused(refusal));
            }
        };
    }

    private void noteClear(HubCall call, HubReply reply) {
        boolean created =
                (call instanceof HubCall.Create || call instanceof HubCall.CreateWithTwin)
                        && !(reply instanceof HubReply.Exists);
        if (created) {
            gate.tookDevice();
        } else {
            gate.answered();
        }
    }

    private HubReply failed(String reason, Duration notBefore) {
        gate.failed(reason);
        return stopped(reason, false, notBefore);
    }

    private static HubReply stopped(String reason, boolean throttled, Duration notBefore) {
        return new HubReply.Stopped(new HubAnswer.Unknown(reason, throttled, notBefore));
    }

    private Duration spread(Duration atLeast) {
        return atLeast.plusMillis(random.nextLong(SPREAD.toMillis()));
    }
}
