package berth.cli.fleet.amqp;

import berth.cli.fleet.DeviceReply;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.OptionalInt;

/// Turns AMQP's errors into answers. The description is the same document that HTTPS has as a body,
/// and its number says which status it is; where it is none, the condition does.
///
/// Source: dps-device-protocol, section 3.6.
final class AmqpRefusals {
    private static final int INTERNAL = 500;
    private static final Map<String, Integer> STATUSES =
            Map.of(
                    "com.microsoft:argument-error", 400,
                    "amqp:unauthorized-access", 401,
                    "amqp:resource-limit-exceeded", 403,
                    "amqp:not-found", 404,
                    "amqp:not-allowed", 409,
                    "amqp:link:message-size-exceeded", 413,
                    "com.microsoft:device-container-throttled", 429,
                    "amqp:internal-error", INTERNAL,
                    "com.microsoft:timeout", 504);

    private AmqpRefusals() {}

    static DeviceReply reply(@Nullable ErrorCondition error) {
        if (error == null || error.getCondition() == null) {
            return new DeviceReply("AMQP", INTERNAL, null, "");
        }
        var condition = error.getCondition().toString();
        var description = error.getDescription() == null ? "" : error.getDescription();
        int status = statusIn(description).orElse(STATUSES.getOrDefault(condition, INTERNAL));
        return new DeviceReply("AMQP " + condition, status, retryAfter(error), description);
    }

    private static OptionalInt statusIn(String description) {
        try {
            return JsonText.parse(description, JsonLimits.DEFAULT) instanceof JsonObject document
                            && document.member("errorCode").orElse(null)
                                    instanceof JsonNumber(var code)
                    ? OptionalInt.of(code.intValue() / 1000)
                    : OptionalInt.empty();
        } catch (MalformedJson _) {
            return OptionalInt.empty(); // text for people: the condition has to do
        }
    }

    /// Both spellings are in use.
    private static @Nullable String retryAfter(ErrorCondition error) {
        var info = error.getInfo();
        if (info == null) {
            return null;
        }
        for (var name : new String[] {"retry-after", "Retry-After"}) {
            var value = info.get(Symbol.valueOf(name));
            if (value != null) {
                return value.toString();
            }
        }
        return null;
    }
}
