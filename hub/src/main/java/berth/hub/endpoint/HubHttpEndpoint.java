package berth.hub.endpoint;

import berth.core.audit.AuditLog;
import berth.core.error.StoreUnavailable;
import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.id.HubHostName;
import berth.hub.https.DeviceReply;
import berth.hub.https.DeviceRequests;
import berth.hub.live.LiveHub;
import berth.hub.live.Throttles;
import berth.hub.registry.DeviceNews;
import berth.hub.registry.EmbeddedHub;
import berth.hub.registry.EmbeddedHubs;
import berth.hub.registry.HubModules;
import berth.hub.registry.HubRoles;
import berth.net.http.HttpEndpoint;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The service API of every embedded hub of this house, and the device side over HTTPS; the `Host`
/// header says which hub. Any `api-version` is accepted, and none.
///
/// Source: iot-hub-protocol, sections 4 and 5.
public final class HubHttpEndpoint implements HttpEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(HubHttpEndpoint.class);

    private static final int BUSY = 503;
    private static final int RETRY_AFTER_SECONDS_MIN = 5;
    private static final int RETRY_AFTER_SECONDS_MAX = 10;

    /// Direct methods that wait for their device. Far fewer than the requests a listener has in
    /// flight: silent devices must not keep everybody else out.
    static final int METHODS_MAX = 256;

    /// Queries that run. Each may read the whole hub.
    static final int QUERIES_MAX = 8;

    private final EmbeddedHubs hubs;
    private final ServiceParts parts;
    private final HubAccess access;
    private final AuditLog audit;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Semaphore methods = new Semaphore(METHODS_MAX);
    private final Semaphore queries = new Semaphore(QUERIES_MAX);

    /// Serves `hubs`; refusals and disclosures of keys go to `audit`.
    ///
    /// @param random must not be predictable, and safe for many threads
    public HubHttpEndpoint(
            EmbeddedHubs hubs,
            ServiceParts parts,
            AuditLog audit,
            InstantSource clock,
            RandomGenerator random) {
        this.hubs = hubs;
        this.parts = parts;
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
            return patient(
                    replies.error(HubError.SERVICE_UNAVAILABLE, "The hub's store does not answer"));
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

    private HttpReply patient(HttpReply reply) {
        int patience = random.nextInt(RETRY_AFTER_SECONDS_MIN, RETRY_AFTER_SECONDS_MAX + 1);
        return reply.with("Retry-After", Integer.toString(patience));
    }

    private HttpReply answer(HttpRequest request, HubReplies replies) {
        var hub = hub(request.host());
        var live = hub.flatMap(one -> parts.live().hub(one.hostName()));
        if (hub.isEmpty() || live.isEmpty()) {
            return replies.error(HubError.IOT_HUB_NOT_FOUND, "No hub of this name");
        }
        return switch (HubRoute.of(request)) {
            case HubRoute.Bad(var message) -> replies.error(HubError.ARGUMENT_INVALID, message);
            case HubRoute.Unknown _ -> replies.error(HubError.ROUTE_NOT_FOUND, "No such route");
            case HubRoute.WrongMethod(var allowed) -> replies.wrongMethod(allowed);
            case HubRoute.NotOffered(var feature) -> replies.notOffered(feature);
            case HubRoute.DeviceSide(var client, var below) ->
                    device(new DeviceRequests(live.get()).answer(client, below, request), replies);
            case HubRoute.Operation operation ->
                    admitted(hub.get(), live.get(), operation, request, replies);
        };
    }

    private HttpReply device(DeviceReply reply, HubReplies replies) {
        return switch (reply) {
            case DeviceReply.Answered answer -> replies.answered(answer);
            case DeviceReply.WrongMethod(var allowed) -> replies.wrongMethod(allowed);
            case DeviceReply.Refused(var error, var message) -> {
                var refusal = replies.error(error, message);
                yield error.httpStatus() == BUSY ? patient(refusal) : refusal;
            }
        };
    }

    private HttpReply admitted(
            EmbeddedHub hub,
            LiveHub live,
            HubRoute.Operation operation,
            HttpRequest request,
            HubReplies replies) {
        return switch (access.judge(hub, operation, request, replies.trackingId())) {
            case HubAccess.Verdict.Denied(var message) ->
                    replies.error(HubError.IOT_HUB_UNAUTHORIZED_ACCESS, message);
            case HubAccess.Verdict.Granted(var caller, var rights) -> {
                var throttled = kind(operation).flatMap(live::throttled);
                yield throttled.isPresent()
                        ? patient(replies.error(throttled.get().error(), throttled.get().message()))
                        : carryOut(
                                operation,
                                new Asked(hub, live, request, caller, rights, clock, replies));
            }
        };
    }

    /// What a request is counted as. Methods are counted where they are called, whoever calls.
    private static Optional<Throttles.Kind> kind(HubRoute.Operation operation) {
        return switch (operation) {
            case HubRoute.GetTwin _, HubRoute.GetModuleTwin _ ->
                    Optional.of(Throttles.Kind.TWIN_READ);
            case HubRoute.PatchTwin _,
                    HubRoute.ReplaceTwin _,
                    HubRoute.PatchModuleTwin _,
                    HubRoute.ReplaceModuleTwin _ ->
                    Optional.of(Throttles.Kind.TWIN_UPDATE);
            case HubRoute.QueryTwins _ -> Optional.of(Throttles.Kind.QUERY);
            case HubRoute.GetDevice _,
                    HubRoute.PutDevice _,
                    HubRoute.DeleteDevice _,
                    HubRoute.ListDevices _,
                    HubRoute.BulkDevices _,
                    HubRoute.DeviceStatistics _,
                    HubRoute.ServiceStatistics _,
                    HubRoute.ListModules _,
                    HubRoute.GetModule _,
                    HubRoute.PutModule _,
                    HubRoute.DeleteModule _ ->
                    Optional.of(Throttles.Kind.REGISTRY);
            default -> Optional.empty();
        };
    }

    private HttpReply carryOut(HubRoute.Operation operation, Asked asked) {
        var devices = new DeviceOperations(asked, audit);
        var twins = new TwinOperations(asked);
        var modules = new ModuleOperations(asked, modules(asked), audit);
        var commands = new CommandOperations(asked, modules(asked), audit);
        var roles = new RoleOperations(asked, roles(asked), parts.rewrite());
        var subscriptions =
                new SubscriptionOperations(asked, parts.subscriptions(), parts.outbox());
        return switch (operation) {
            case HubRoute.GetDevice(var deviceId) -> devices.get(deviceId);
            case HubRoute.PutDevice(var deviceId) -> devices.put(deviceId);
            case HubRoute.DeleteDevice(var deviceId) -> devices.delete(deviceId);
            case HubRoute.ListDevices(var top) -> devices.list(top);
            case HubRoute.BulkDevices _ -> new BulkOperation(asked, modules(asked)).run();
            case HubRoute.DeviceStatistics _ -> devices.statistics();
            case HubRoute.ServiceStatistics _ -> devices.connections();
            case HubRoute.GetTwin(var deviceId) -> twins.get(deviceId);
            case HubRoute.PatchTwin(var deviceId) -> twins.patch(deviceId);
            case HubRoute.ReplaceTwin(var deviceId) -> twins.replace(deviceId);
            case HubRoute.QueryTwins _ ->
                    bounded(queries, asked, () -> new QueryOperation(asked, modules(asked)).run());
            case HubRoute.ListModules(var deviceId) -> modules.list(deviceId);
            case HubRoute.GetModule(var module) -> modules.get(module);
            case HubRoute.PutModule(var module) -> modules.put(module);
            case HubRoute.DeleteModule(var module) -> modules.delete(module);
            case HubRoute.GetModuleTwin(var module) -> modules.getTwin(module);
            case HubRoute.PatchModuleTwin(var module) -> modules.patchTwin(module);
            case HubRoute.ReplaceModuleTwin(var module) -> modules.replaceTwin(module);
            case HubRoute.InvokeMethod(var client) ->
                    bounded(methods, asked, () -> commands.invoke(client));
            case HubRoute.PurgeCommands(var client) -> commands.purge(client);
            case HubRoute.ReceiveFeedback _ -> commands.receiveFeedback();
            case HubRoute.CompleteFeedback(var lock) -> commands.completeFeedback(lock);
            case HubRoute.AbandonFeedback(var lock) -> commands.abandonFeedback(lock);
            case HubRoute.ListRoles _ -> roles.list();
            case HubRoute.GetRole(var name) -> roles.get(name);
            case HubRoute.PutRole(var name) -> roles.put(name);
            case HubRoute.DeleteRole(var name) -> roles.delete(name);
            case HubRoute.ListSubscriptions _ -> subscriptions.list();
            case HubRoute.GetSubscription(var name) -> subscriptions.get(name);
            case HubRoute.PutSubscription(var name) -> subscriptions.put(name);
            case HubRoute.DeleteSubscription(var name) -> subscriptions.delete(name);
        };
    }

    private HttpReply bounded(Semaphore places, Asked asked, Supplier<HttpReply> work) {
        if (!places.tryAcquire()) {
            return patient(
                    asked.replies()
                            .error(
                                    HubError.THROTTLE_BACKLOG_LIMIT_EXCEEDED,
                                    "Too many requests of this kind are under way"));
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    private HubModules modules(Asked asked) {
        return new HubModules(
                asked.hub(),
                parts.modules(),
                parts.books(),
                (_, module, desired) -> moduleChanged(asked, module, desired),
                clock,
                random);
    }

    /// The change has happened, whether or not whoever is connected can be told.
    private static void moduleChanged(Asked asked, HubClient module, DeviceNews.Desired desired) {
        try {
            asked.live().moduleChanged(module, desired);
        } catch (StoreUnavailable e) {
            LOG.warn("{} could not be told of its change: {}", module, e.getMessage());
        }
    }

    private HubRoles roles(Asked asked) {
        return new HubRoles(
                asked.hub().hostName(), parts.roles(), parts.books(), parts.news(), clock);
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
