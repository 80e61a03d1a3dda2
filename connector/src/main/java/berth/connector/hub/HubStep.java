package berth.connector.hub;

import berth.core.hub.HubAnswer;
import berth.core.hub.HubMarker;
import berth.core.id.DeviceId;

import java.time.Duration;
import java.util.function.Function;

/// How far an order has come: a call and what follows from its reply, or the end. Decides without a
/// socket, so that every order of events can be tried out.
sealed interface HubStep {
    /// How often an order looks at a device again that others have changed. Source: reliability,
    /// section 4.1.
    int ROUNDS_MAX = 5;

    /// Ask `call`; `then` has no effects.
    record Ask(HubCall call, Function<HubReply, HubStep> then) implements HubStep {}

    record End(HubAnswer answer) implements HubStep {}

    static HubStep done(boolean created) {
        return new End(new HubAnswer.Done(created));
    }

    static HubStep superseded(HubMarker by) {
        return new End(new HubAnswer.Superseded(by));
    }

    /// Others were faster again and again.
    static HubStep overtaken(DeviceId deviceId) {
        return later("%s was changed by others %d times in a row".formatted(deviceId, ROUNDS_MAX));
    }

    /// To be repeated as a whole, later.
    static HubStep later(String reason) {
        return new End(new HubAnswer.Unknown(reason, false, Duration.ZERO));
    }

    /// `reply` is none to `call`, unless it is one that stops everything.
    static HubStep otherwise(HubCall call, HubReply reply) {
        return switch (reply) {
            case HubReply.Stopped(var answer) -> new End(answer);
            case HubReply.Identity _,
                    HubReply.Twin _,
                    HubReply.Written _,
                    HubReply.WrittenWithoutTwin _,
                    HubReply.Exists _,
                    HubReply.Missing _,
                    HubReply.Stale _ ->
                    later(
                            "%s: unexpected reply %s"
                                    .formatted(
                                            call.description(), reply.getClass().getSimpleName()));
        };
    }
}
