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
/// Source: dps-device-protocol, sections 0.4 to 0.7.
sealed interface DeviceAnswer {
    /// To be asked for again.
    ///
    /// @param retryAfter as the service wrote it, or null
    record Assigning(String operationId, @Nullable String retryAfter) implements DeviceAnswer {}

    /// @param hubKey a blob for the device's TPM, or null
    record Assigned(String hub, String deviceId, @Nullable String hubKey) implements DeviceAnswer {}

    /// Asking again would not help.
    record Refused(String reason) implements DeviceAnswer {}

    /// Nothing has been decided.
    ///
    /// @param told what the service said after `Retry-After`, or null
    /// @param status of the answer; 0 when there was none
    record NotNow(String reason, @Nullable Duration told, int status) implements DeviceAnswer {}

    /// @param now for a `Retry-After` that is a date
    static DeviceAnswer of(DeviceReply reply, Instant now) {
        if (RetryRules.passes(reply.status())) {
            return new NotNow(
                    refusal(reply, parsed(reply.body())), retryAfter(reply, now), reply.status());
        }
        var document = parsed(reply.body());
        if (reply.status() >= 300) {
            return new Refused(refusal(reply, document));
        }
        var state = object(document, "registrationState");
        return switch (text(document, "status").orElse("")) {
            case "assigning" ->
                    text(document, "operationId")
                            .<DeviceAnswer>map(id -> new Assigning(id, reply.retryAfter()))
                            .orElseGet(() -> new Refused("assigning without an operation ID"));
            case "assigned" -> assigned(state);
            case "" ->
                    new Refused(
                            "%s %d without a status".formatted(reply.protocol(), reply.status()));
            case String status -> new Refused(status + ": " + refusal(reply, state));
        };
    }

    private static DeviceAnswer assigned(JsonObject state) {
        var hub = text(state, "assignedHub");
        var deviceId = text(state, "deviceId");
        return hub.isEmpty() || deviceId.isEmpty()
                ? new Refused("assigned without a hub or a device ID")
                : new Assigned(
                        hub.get(),
                        deviceId.get(),
                        text(object(state, "tpm"), "authenticationKey").orElse(null));
    }

    private static String refusal(DeviceReply reply, JsonObject document) {
        var code =
                document.member("errorCode")
                        .filter(JsonNumber.class::isInstance)
                        .map(JsonNumber.class::cast)
                        .map(number -> number.value().toPlainString())
                        .orElse("no error code");
        var message = text(document, "message").or(() -> text(document, "errorMessage")).orElse("");
        return "%s %d, %s %s".formatted(reply.protocol(), reply.status(), code, message).strip();
    }

    /// Seconds or a date. What is neither counts as not said.
    private static @Nullable Duration retryAfter(DeviceReply reply, Instant now) {
        var text = reply.retryAfter() == null ? "" : reply.retryAfter();
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

    private static JsonObject object(JsonObject document, String name) {
        return document.member(name)
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
