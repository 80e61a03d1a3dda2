package berth.hub.endpoint;

import berth.core.audit.AuditLog;
import berth.core.audit.Caller;
import berth.core.error.StoreUnavailable;
import berth.core.hub.HubError;
import berth.core.id.HubHostName;
import berth.hub.registry.EmbeddedHub;
import berth.hub.registry.EmbeddedHubs;
import berth.net.http.HttpEndpoint;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The service API of every embedded hub of this house; the `Host` header says which one. Any
/// `api-version` is accepted, and none.
///
/// Source: iot-hub-protocol, sections 5.1 to 5.3 and 5.8.
public final class HubHttpEndpoint implements HttpEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(HubHttpEndpoint.class);

    private static final int RETRY_AFTER_SECONDS_MIN = 5;
    private static final int RETRY_AFTER_SECONDS_MAX = 10;

    private final EmbeddedHubs hubs;
    private final HubAccess access;
    private final AuditLog audit;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// Serves `hubs`; refusals and disclosures of keys go to `audit`.
    ///
    /// @param random safe for many threads
    public HubHttpEndpoint(
            EmbeddedHubs hubs, AuditLog audit, InstantSource clock, RandomGenerator random) {
        this.hubs = hubs;
        this.access = new HubAccess(audit, clock);
        this.audit = audit;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public HttpReply handle(HttpRequest request) {
        var replies = replies();
        try {
            return answer(request, replies);
        } catch (StoreUnavailable e) {
            LOG.warn("{} {} not answered", request.method(), request.path(), e);
            int patience = random.nextInt(RETRY_AFTER_SECONDS_MIN, RETRY_AFTER_SECONDS_MAX + 1);
            return replies.error(HubError.SERVICE_UNAVAILABLE, "The hub's store does not answer")
                    .with("Retry-After", Integer.toString(patience));
        }
    }

    @Override
    public HttpReply refusal(int status, String path, String host) {
        var error =
                switch (status) {
                    case 400 -> HubError.GENERIC_BAD_REQUEST;
                    case 408 -> HubError.REQUEST_TIMEOUT;
                    case 413 -> HubError.MESSAGE_TOO_LARGE;
                    case 414 -> HubError.URI_TOO_LONG;
                    case 415 -> HubError.UNSUPPORTED_MEDIA_TYPE;
                    case 417 -> HubError.EXPECTATION_FAILED;
                    case 431 -> HubError.HEADERS_TOO_LARGE;
                    case 503 -> HubError.SERVICE_UNAVAILABLE;
                    default -> HubError.SERVER_ERROR;
                };
        return replies().error(error, "The request was refused before it was read");
    }

    private HttpReply answer(HttpRequest request, HubReplies replies) {
        var hub = hub(request.host());
        if (hub.isEmpty()) {
            return replies.error(HubError.IOT_HUB_NOT_FOUND, "No hub of this name");
        }
        return switch (HubRoute.of(request)) {
            case HubRoute.Bad(var message) -> replies.error(HubError.ARGUMENT_INVALID, message);
            case HubRoute.Unknown _ -> replies.error(HubError.ROUTE_NOT_FOUND, "No such route");
            case HubRoute.WrongMethod(var allowed) ->
                    replies.error(HubError.METHOD_NOT_ALLOWED, "Allowed here: " + allowed)
                            .with("Allow", allowed);
            case HubRoute.NotOffered(var feature) -> replies.notOffered(feature);
            case HubRoute.Operation operation -> admitted(hub.get(), operation, request, replies);
        };
    }

    private HttpReply admitted(
            EmbeddedHub hub,
            HubRoute.Operation operation,
            HttpRequest request,
            HubReplies replies) {
        return switch (access.judge(hub, operation, request, replies.trackingId())) {
            case HubAccess.Verdict.Denied(var message) ->
                    replies.error(HubError.IOT_HUB_UNAUTHORIZED_ACCESS, message);
            case HubAccess.Verdict.Granted(var caller) ->
                    carryOut(hub, operation, request, caller, replies);
        };
    }

    private HttpReply carryOut(
            EmbeddedHub hub,
            HubRoute.Operation operation,
            HttpRequest request,
            Caller caller,
            HubReplies replies) {
        var devices = new DeviceOperations(hub, caller, audit, clock, replies);
        var twins = new TwinOperations(hub, caller, replies);
        return switch (operation) {
            case HubRoute.GetDevice(var deviceId) -> devices.get(deviceId);
            case HubRoute.PutDevice(var deviceId) -> devices.put(deviceId, request);
            case HubRoute.DeleteDevice(var deviceId) -> devices.delete(deviceId, request);
            case HubRoute.ListDevices(var top) -> devices.list(top);
            case HubRoute.BulkDevices _ -> new BulkOperation(hub, caller, replies).run(request);
            case HubRoute.DeviceStatistics _ -> devices.statistics();
            case HubRoute.ServiceStatistics _ -> devices.connections();
            case HubRoute.GetTwin(var deviceId) -> twins.get(deviceId);
            case HubRoute.PatchTwin(var deviceId) -> twins.patch(deviceId, request);
            case HubRoute.ReplaceTwin(var deviceId) -> twins.replace(deviceId, request);
        };
    }

    private Optional<EmbeddedHub> hub(String host) {
        try {
            return hubs.hub(new HubHostName(host));
        } catch (IllegalArgumentException _) {
            // Not the name of any hub, so not the name of one of ours.
            return Optional.empty();
        }
    }

    private HubReplies replies() {
        var trackingId =
                HexFormat.of()
                        .withUpperCase()
                        .toHexDigits(random.nextLong())
                        .concat(HexFormat.of().withUpperCase().toHexDigits(random.nextLong()));
        return new HubReplies(trackingId, clock.instant());
    }
}
