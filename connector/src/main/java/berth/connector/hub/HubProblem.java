package berth.connector.hub;

import berth.core.hub.HubError;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// An error reply, as far as it can be understood. Hubs say what went wrong in a header, in a
/// sentence (`ErrorCode:Name;...`) or in JSON inside JSON, and gateways before them in none of
/// these.
///
/// Source: iot-hub-protocol, sections 5.1 and 9.2.
///
/// @param error null if the hub named none we know
/// @param named whether the hub named any
/// @param text for operators: status, name and the hub's own sentence
record HubProblem(int status, @Nullable HubError error, boolean named, String text) {
    private static final Pattern CLASSIC = Pattern.compile("ErrorCode:([A-Za-z0-9]+)");
    private static final int TEXT_LENGTH_MAX = 300;

    /// Reads an error reply.
    ///
    /// @param header `iothub-errorcode`, or empty
    static HubProblem read(int status, String header, String body) {
        var message = message(body);
        var code = header.isEmpty() ? codeIn(message) : header;
        return of(status, code, message);
    }

    /// Reads one error of a bulk result.
    static HubProblem ofBulkError(int status, JsonObject error) {
        var code =
                switch (error.member("errorCode").orElse(JsonNumber.of(0))) {
                    case JsonNumber(var number) -> number.toPlainString();
                    case JsonString(var name) -> name;
                    default -> "";
                };
        var text =
                error.member("errorStatus").orElse(JsonObject.EMPTY) instanceof JsonString(var said)
                        ? said
                        : "";
        var known = errorOf(code);
        return of(known.map(HubError::httpStatus).orElse(status), code, text);
    }

    private static HubProblem of(int status, String code, String sentence) {
        var error = errorOf(code);
        var name = error.map(e -> e.code() + " " + e.wireName()).orElse(code);
        var text = printable((status + " " + name + " " + sentence).strip());
        return new HubProblem(status, error.orElse(null), !code.isEmpty(), text);
    }

    boolean is(HubError... candidates) {
        return Arrays.asList(candidates).contains(error);
    }

    private static Optional<HubError> errorOf(String code) {
        return Arrays.stream(HubError.values())
                .filter(
                        known ->
                                known.wireName().equalsIgnoreCase(code)
                                        || Integer.toString(known.code()).equals(code))
                .findFirst();
    }

    private static String codeIn(String message) {
        var nested = object(message).flatMap(inner -> inner.member("errorCode"));
        if (nested.isPresent() && nested.get() instanceof JsonNumber(var number)) {
            return number.toPlainString();
        }
        var classic = CLASSIC.matcher(message);
        return classic.find() ? classic.group(1) : "";
    }

    private static String message(String body) {
        JsonValue message =
                object(body).flatMap(outer -> outer.member("Message")).orElse(JsonObject.EMPTY);
        return message instanceof JsonString(var text) ? text : "";
    }

    private static Optional<JsonObject> object(String text) {
        try {
            return JsonText.parse(text, ReplyReader.LIMITS) instanceof JsonObject object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (MalformedJson _) {
            // A gateway's page, or no body at all.
            return Optional.empty();
        }
    }

    private static String printable(String text) {
        var line = text.replaceAll("\\p{Cntrl}", " ");
        return line.substring(0, Math.min(line.length(), TEXT_LENGTH_MAX));
    }
}
