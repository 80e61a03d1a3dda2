package berth.cli.fleet.amqp;

import berth.cli.fleet.hub.HubAnswer;

import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/// A hub's AMQP errors as HTTP says them.
///
/// Source: iot-hub-protocol, section 3.6.
final class HubRefusals {
    private static final int INTERNAL = 500;
    private static final Map<String, Integer> STATUSES =
            Map.of(
                    "com.microsoft:argument-error", 400,
                    "amqp:unauthorized-access", 401,
                    "amqp:not-allowed", HubAnswer.FORBIDDEN,
                    "amqp:resource-limit-exceeded", 403,
                    "amqp:not-found", 404,
                    "amqp:link:message-size-exceeded", 413,
                    "com.microsoft:device-container-throttled", 429);

    private HubRefusals() {}

    static HubAnswer refused(@Nullable ErrorCondition error) {
        return new HubAnswer.Refused(
                STATUSES.getOrDefault(condition(error), INTERNAL), words(error));
    }

    static HubAnswer closed(@Nullable ErrorCondition error) {
        return new HubAnswer.Closed(words(error));
    }

    private static String condition(@Nullable ErrorCondition error) {
        return error == null || error.getCondition() == null ? "" : error.getCondition().toString();
    }

    private static String words(@Nullable ErrorCondition error) {
        var description = error == null ? null : error.getDescription();
        return (condition(error) + " " + (description == null ? "" : description)).strip();
    }
}
