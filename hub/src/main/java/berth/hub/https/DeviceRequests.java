package berth.hub.https;

import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.hub.message.CommandQueue.Settlement;
import berth.core.hub.message.DeviceMessage;
import berth.hub.live.Claim;
import berth.hub.live.DeviceSession;
import berth.hub.live.Entrance;
import berth.hub.live.Feature;
import berth.hub.live.LiveHub;
import berth.hub.live.Outcome;
import berth.hub.live.Proof;
import berth.hub.live.Transport;
import berth.net.http.HttpRequest;
import berth.wire.json.BadDocument;
import berth.wire.json.MalformedJson;
import berth.wire.uri.PercentEncoding;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Answers devices that speak HTTPS. Holds no state but the hub's.
///
/// @see berth.core.error.StoreUnavailable which may be thrown
public record DeviceRequests(LiveHub hub) {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceRequests.class);

    private static final String LOCK_TIME = "iothub-messagelocktimeout";
    private static final int LOCK_SECONDS_MAX = 300;

    /// @param client who the path says it is
    /// @param below the path's segments below that, decoded; at least one
    public DeviceReply answer(HubClient client, List<String> below, HttpRequest request) {
        return switch (DevicePath.of(below, request)) {
            case DevicePath.Unknown _ -> refused(HubError.ROUTE_NOT_FOUND, "No such route");
            case DevicePath.WrongMethod(var allowed) -> new DeviceReply.WrongMethod(allowed);
            case DevicePath.Send _ -> as(client, request, session -> send(session, request));
            case DevicePath.Receive _ -> as(client, request, session -> receive(session, request));
            case DevicePath.Complete(var lock) ->
                    as(client, request, s -> settle(s, lock, Settlement.COMPLETE, request));
            case DevicePath.Reject(var lock) ->
                    as(client, request, s -> settle(s, lock, Settlement.REJECT, request));
            case DevicePath.Abandon(var lock) ->
                    as(client, request, s -> settle(s, lock, Settlement.ABANDON, request));
            case DevicePath.FileUpload _ ->
                    as(
                            client,
                            request,
                            _ ->
                                    refused(
                                            HubError.INVALID_OPERATION,
                                            "This hub has no storage for file upload"));
        };
    }

    /// What a device asks, once it is known to be that device.
    private interface Work {
        DeviceReply of(DeviceSession session);
    }

    private DeviceReply as(HubClient client, HttpRequest request, Work work) {
        var proof =
                Proof.of(
                        request.headers().first("Authorization").orElse(""),
                        request.peer().certificates());
        var claim = new Claim(client, proof, Transport.HTTPS, request.peer().address(), null);
        return switch (hub.authenticate(claim)) {
            case Entrance.Refused(var error, var reason) -> {
                LOG.debug("{} is refused: {}", client, reason);
                yield refused(
                        error,
                        error == HubError.DEVICE_NOT_FOUND
                                ? client + " is not registered"
                                : "Unauthorized");
            }
            case Entrance.Unavailable _ -> unavailable();
            case Entrance.Admitted(var grant) ->
                    switch (hub.visit(grant)) {
                        case LiveHub.Opening.Refused(var error, _) ->
                                refused(error, "Unauthorized");
                        case LiveHub.Opening.Unavailable _ -> unavailable();
                        case LiveHub.Opening.Open(var session) -> work.of(session);
                    };
        };
    }

    private static DeviceReply send(DeviceSession session, HttpRequest request) {
        try {
            return switch (session.telemetry(messages(request))) {
                case Outcome.Done _ -> DeviceReply.NOTHING;
                case Outcome.Refused(var error, var message) -> refused(error, message);
            };
        } catch (MalformedJson e) {
            return refused(HubError.DESERIALIZATION_ERROR, String.valueOf(e.getMessage()));
        } catch (BadDocument e) {
            return refused(HubError.ARGUMENT_INVALID, String.valueOf(e.getMessage()));
        }
    }

    private static List<DeviceMessage> messages(HttpRequest request)
            throws MalformedJson, BadDocument {
        var type = request.headers().first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        return type.startsWith(Batch.CONTENT_TYPE)
                ? Batch.read(request.body())
                : List.of(MessageHeaders.read(request.headers(), request.body()));
    }

    private DeviceReply receive(DeviceSession session, HttpRequest request) {
        if (session.mayListen(Feature.COMMANDS) instanceof Outcome.Refused(var error, var text)) {
            return refused(error, text);
        }
        var lockTime = lockTime(request);
        if (lockTime.isEmpty()) {
            return refused(
                    HubError.ARGUMENT_INVALID,
                    "%s must be 1 to %d seconds".formatted(LOCK_TIME, LOCK_SECONDS_MAX));
        }
        return session.receive(lockTime.get())
                .<DeviceReply>map(
                        command ->
                                new DeviceReply.Answered(
                                        200,
                                        MessageHeaders.write(command),
                                        command.command().message().body()))
                .orElse(DeviceReply.NOTHING);
    }

    /// Two clients say it in two places, others not at all. Empty if it makes no sense.
    private Optional<Duration> lockTime(HttpRequest request) {
        var text = request.headers().first(LOCK_TIME).or(() -> parameter(request.query()));
        if (text.isEmpty()) {
            return Optional.of(hub.limits().commandLockTime());
        }
        int seconds = text.get().matches("[0-9]{1,3}") ? Integer.parseInt(text.get()) : 0;
        return seconds < 1 || seconds > LOCK_SECONDS_MAX
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(seconds));
    }

    private static Optional<String> parameter(String query) {
        for (var item : query.split("&", -1)) {
            int equals = item.indexOf('=');
            if (equals > 0 && item.substring(0, equals).equalsIgnoreCase(LOCK_TIME)) {
                return PercentEncoding.decodeLeniently(item.substring(equals + 1));
            }
        }
        return Optional.empty();
    }

    private static DeviceReply settle(
            DeviceSession session,
            Optional<UUID> lock,
            Settlement settlement,
            HttpRequest request) {
        boolean settled =
                lock.isPresent()
                        && sameLock(lock.get(), request)
                        && session.settle(lock.get(), settlement);
        return settled
                ? DeviceReply.NOTHING
                : refused(
                        HubError.DEVICE_MESSAGE_LOCK_LOST,
                        "The message is not locked, or locked anew");
    }

    /// The condition repeats the path, quoted or bare; most clients leave it out.
    private static boolean sameLock(UUID lock, HttpRequest request) {
        return request.headers()
                .first("If-Match")
                .map(text -> text.replace("\"", "").strip())
                .filter(text -> !text.equals("*") && !text.equalsIgnoreCase(lock.toString()))
                .isEmpty();
    }

    private static DeviceReply unavailable() {
        return refused(HubError.SERVICE_UNAVAILABLE, "The hub's store does not answer");
    }

    private static DeviceReply refused(HubError error, String message) {
        return new DeviceReply.Refused(error, message);
    }
}
