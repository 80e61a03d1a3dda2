package berth.connector.hub;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.hub.HubError;
import berth.core.id.HubHostName;
import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;

/// Tells what a reply means for the call it answers. What cannot be understood is trouble, never an
/// answer: a gateway's 404 page does not say that a device is gone.
///
/// Source: iot-hub-protocol, sections 5, 8.4 and 9.2.
final class ReplyReader {
    /// A twin has up to 72 KB, and its metadata mirrors it. The length of the whole is the client's
    /// business.
    static final JsonLimits LIMITS = new JsonLimits(64, 256 * 1024, 40, 20_000);

    private static final int NO_CONTENT = 204;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");
    private static final Duration RETRY_AFTER_MAX = Duration.ofMinutes(5);

    private final HubHostName hub;

    ReplyReader(HubHostName hub) {
        this.hub = hub;
    }

    Reading read(HubCall call, HttpAnswer answer) {
        if (answer.status() >= 200 && answer.status() < 300) {
            return success(call, answer);
        }
        if (call instanceof HubCall.CreateWithTwin && answer.status() == 400) {
            return bulk(call, answer);
        }
        return problem(
                call,
                HubProblem.read(answer.status(), answer.errorCode(), answer.body()),
                answer.retryAfter());
    }

    private Reading success(HubCall call, HttpAnswer answer) {
        try {
            return switch (call) {
                case HubCall.ReadIdentity _ ->
                        clear(new HubReply.Identity(StoredIdentity.read(document(answer))));
                case HubCall.ReadTwin _ ->
                        clear(new HubReply.Twin(StoredTwin.read(document(answer))));
                case HubCall.CreateWithTwin _ -> bulk(call, answer);
                case HubCall.DeleteIdentity _ when answer.status() == NO_CONTENT ->
                        clear(new HubReply.Written());
                case HubCall.DeleteIdentity _ ->
                        throw new BadDocument("", "is not there after a deletion");
                case HubCall.Create _,
                        HubCall.ReplaceIdentity _,
                        HubCall.PatchTwin _,
                        HubCall.ReplaceTwin _ -> {
                    // The hub echoes what it stored: a torn echo is no confirmation.
                    var _ = document(answer);
                    yield clear(new HubReply.Written());
                }
            };
        } catch (MalformedJson | BadDocument e) {
            return unreadable(call, answer, e);
        }
    }

    /// The result of a bulk request of one entry, which comes with status 200 or 400.
    private Reading bulk(HubCall call, HttpAnswer answer) {
        try {
            var result = object(answer);
            if (!(result.members().get("isSuccessful") instanceof JsonBoolean successful)) {
                var problem = HubProblem.read(answer.status(), answer.errorCode(), answer.body());
                return problem(call, problem, answer.retryAfter());
            }
            if (successful.value()) {
                return clear(
                        warnsOfMissingTwin(result)
                                ? new HubReply.WrittenWithoutTwin()
                                : new HubReply.Written());
            }
            var errors = JsonFields.requiredArray(result, "errors").items();
            var first = JsonFields.object(errors.isEmpty() ? JsonNull.NULL : errors.getFirst());
            return problem(
                    call, HubProblem.ofBulkError(answer.status(), first), answer.retryAfter());
        } catch (MalformedJson | BadDocument e) {
            return unreadable(call, answer, e);
        }
    }

    private static boolean warnsOfMissingTwin(JsonObject result) throws BadDocument {
        var warnings =
                JsonFields.optionalArray(result, "warnings").orElse(new JsonArray(List.of()));
        return !warnings.items().isEmpty();
    }

    private Reading problem(HubCall call, HubProblem problem, String retryAfter) {
        return switch (problem.status()) {
            case 400 -> badRequest(call, problem);
            case 401 -> forbidden(problem);
            case 403 -> refusedAccess(call, problem);
            case 404 -> notFound(call, problem);
            case 409 -> exists(call, problem);
            case 412 -> stale(call);
            case 413 -> problem.is(HubError.TOO_MANY_DEVICES) ? full(problem) : rejected(problem);
            case 429 ->
                    new Reading.Throttled(
                            SECONDS.matcher(retryAfter).matches() ? patience(retryAfter) : null);
            default -> trouble(call, problem, retryAfter);
        };
    }

    private Reading badRequest(HubCall call, HubProblem problem) {
        if (problem.is(HubError.ETAG_DOES_NOT_MATCH)) {
            return stale(call);
        }
        return problem.named() ? rejected(problem) : trouble(call, problem, "");
    }

    private Reading refusedAccess(HubCall call, HubProblem problem) {
        boolean aboutRoom =
                problem.is(HubError.IOT_HUB_QUOTA_EXCEEDED)
                        || (isWrite(call) && !problem.is(HubError.IOT_HUB_SUSPENDED));
        return aboutRoom ? full(problem) : forbidden(problem);
    }

    private static boolean isWrite(HubCall call) {
        return switch (call) {
            case HubCall.ReadIdentity _, HubCall.ReadTwin _ -> false;
            case HubCall.Create _,
                    HubCall.CreateWithTwin _,
                    HubCall.ReplaceIdentity _,
                    HubCall.DeleteIdentity _,
                    HubCall.PatchTwin _,
                    HubCall.ReplaceTwin _ ->
                    true;
        };
    }

    private Reading notFound(HubCall call, HubProblem problem) {
        if (problem.is(HubError.DEVICE_NOT_FOUND)) {
            return clear(new HubReply.Missing());
        }
        return problem.is(HubError.IOT_HUB_NOT_FOUND)
                ? forbidden(problem)
                : trouble(call, problem, "");
    }

    private Reading exists(HubCall call, HubProblem problem) {
        return isCreation(call) ? clear(new HubReply.Exists()) : trouble(call, problem, "");
    }

    /// For a creation: somebody else was there first.
    private static Reading stale(HubCall call) {
        return clear(isCreation(call) ? new HubReply.Exists() : new HubReply.Stale());
    }

    private static boolean isCreation(HubCall call) {
        return call instanceof HubCall.Create || call instanceof HubCall.CreateWithTwin;
    }

    private Reading forbidden(HubProblem problem) {
        return new Reading.Forbidden(
                Refusal.of(
                        ServiceError.HUB_UNAUTHORIZED,
                        "hub %s refuses the link: %s".formatted(hub, problem.text())));
    }

    private Reading full(HubProblem problem) {
        return new Reading.Full(
                Refusal.of(
                        ServiceError.NO_HUB_AVAILABLE,
                        "hub %s has no room: %s".formatted(hub, problem.text())));
    }

    /// The device learns that its hub will not have it, the operator what the hub said.
    private Reading rejected(HubProblem problem) {
        return new Reading.Rejected(
                new Refusal(
                        ServiceError.INVALID_ARGUMENT,
                        ServiceError.INVALID_ARGUMENT.message()
                                + ": the IoT hub rejects the device or its initial twin",
                        "hub %s rejects the device: %s".formatted(hub, problem.text())));
    }

    private Reading trouble(HubCall call, HubProblem problem, String retryAfter) {
        return new Reading.Trouble(
                "hub %s, %s: %s".formatted(hub, call.description(), problem.text()),
                SECONDS.matcher(retryAfter).matches() ? patience(retryAfter) : Duration.ZERO);
    }

    private Reading unreadable(HubCall call, HttpAnswer answer, Exception why) {
        return new Reading.Trouble(
                "hub %s, %s: unreadable reply of status %d: %s"
                        .formatted(hub, call.description(), answer.status(), why.getMessage()),
                Duration.ZERO);
    }

    private static Duration patience(String retryAfter) {
        var asked = Duration.ofSeconds(Math.max(1, Long.parseLong(retryAfter)));
        return asked.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : asked;
    }

    private static Reading clear(HubReply reply) {
        return new Reading.Clear(reply);
    }

    /// The body, with the header's etag where the body has none.
    private static JsonObject document(HttpAnswer answer) throws MalformedJson, BadDocument {
        var object = object(answer);
        if (object.member("etag").isPresent() || answer.etag().isEmpty()) {
            return object;
        }
        var members = new LinkedHashMap<String, JsonValue>(object.members());
        members.put("etag", new JsonString(unquoted(answer.etag())));
        return new JsonObject(members);
    }

    private static String unquoted(String etag) {
        var strong = etag.startsWith("W/") ? etag.substring(2) : etag;
        boolean quoted = strong.length() > 2 && strong.startsWith("\"") && strong.endsWith("\"");
        return quoted ? strong.substring(1, strong.length() - 1) : strong;
    }

    private static JsonObject object(HttpAnswer answer) throws MalformedJson, BadDocument {
        return JsonFields.object(JsonText.parse(answer.body(), LIMITS));
    }
}
