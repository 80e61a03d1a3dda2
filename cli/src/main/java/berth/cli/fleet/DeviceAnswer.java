package berth.cli.fleet;

import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// What a reply of the device endpoint means to a device.
///
/// Source: dps-device-protocol, sections 1.1 and 1.5.
sealed interface DeviceAnswer {
    /// To be asked for again.
    record Assigning(String operationId) implements DeviceAnswer {}

    record Assigned(String hub, String deviceId) implements DeviceAnswer {}

    /// Asking again would not help.
    record Refused(String reason) implements DeviceAnswer {}

    /// Nothing has been decided.
    ///
    /// @param told what the service said after `Retry-After`, or null
    record NotNow(String reason, @Nullable Duration told) implements DeviceAnswer {}

    /// @param now for a `Retry-After` that is a date
    static DeviceAnswer of(HttpsConnection.Reply reply, Instant now) {
        if (RetryRules.passes(reply.status())) {
            return new NotNow(refusal(reply, parsed(reply.body())), retryAfter(reply, now));
        }
        var document = parsed(reply.body());
        if (reply.status() >= 300) {
            return new Refused(refusal(reply, document));
        }
        var state = state(document);
        return switch (text(document, "status").orElse("")) {
            case "assigning" ->
                    text(document, "operationId")
                            .<DeviceAnswer>map(Assigning::new)
                            .orElseGet(() -> new Refused("assigning without an operation ID"));
            case "assigned" -> assigned(text(state, "assignedHub"), text(state, "deviceId"));
            case "" -> new Refused("HTTP %d without a status".formatted(reply.status()));
            case String status -> new Refused(status + ": " + refusal(reply, state));
        };
    }

    private static DeviceAnswer assigned(Optional<String> hub, Optional<String> deviceId) {
        return hub.isEmpty() || deviceId.isEmpty()
                ? new Refused("assigned without a hub or a device ID")
                : new Assigned(hub.get(), deviceId.get());
    }

    private static String refusal(HttpsConnection.Reply reply, JsonObject document) {
        var code =
                document.member("errorCode")
                        .filter(JsonNumber.class::isInstance)
                        .map(JsonNumber.class::cast)
                        .map(number -> number.value().toPlainString())
                        .orElse("no error code");
        var message = text(document, "message").or(() -> text(document, "errorMessage")).orElse("");
        return "HTTP %d, %s %s".formatted(reply.status(), code, message).strip();
    }

    /// Seconds or a date. What is neither counts as not said.
    private static @Nullable Duration retryAfter(HttpsConnection.Reply reply, Instant now) {
        var text = reply.headers().getOrDefault("retry-after", "");
        if (text.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            var then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
        } catch (DateTimeException _) {
            return null; // absent most of the time
        }
    }

    /// A body that is no JSON object says nothing; what is missing then is said by who misses it.
    private static JsonObject parsed(String body) {
        try {
            return JsonText.parse(body, JsonLimits.DEFAULT) instanceof JsonObject object
                    ? object
                    : JsonObject.EMPTY;
        } catch (MalformedJson _) {
            return JsonObject.EMPTY;
        }
    }

    private static JsonObject state(JsonObject document) {
        return document.member("registrationState")
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .orElse(JsonObject.EMPTY);
    }

    private static Optional<String> text(JsonObject object, String name) {
        return object.member(name)
                .filter(JsonString.class::isInstance)
                .map(JsonString.class::cast)
                .map(JsonString::value);
    }
}
