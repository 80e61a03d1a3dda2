package berth.endpoint.service;

import berth.core.audit.AuditLog;
import berth.core.audit.Caller;
import berth.core.enrollment.Enrollment;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentRules;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.error.StoreUnavailable;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.instance.ServiceInstance;
import berth.core.registration.DeviceLifecycle;
import berth.core.resilience.KeyedBuckets;
import berth.net.http.HttpEndpoint;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// The service operations endpoint over HTTP. One request goes through here from top to bottom:
/// whose instance, which operation, may the caller, does he speak a version we speak; then the
/// operation itself.
///
/// Source: dps-service-api, sections 0 and 5.
public final class ServiceHttpEndpoint implements HttpEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceHttpEndpoint.class);

    /// Seconds to come back after a 503, drawn anew for every answer. Source: reliability, 11.
    private static final int RETRY_AFTER_MIN = 5;

    private static final int RETRY_AFTER_MAX = 10;
    private static final int TARGET_LENGTH_MAX = 128;

    private final Function<String, Optional<ServiceInstance>> instances;
    private final ServiceAuthorization authorization;
    private final EnrollmentOperations<IndividualEnrollment, RegistrationId> individuals;
    private final EnrollmentOperations<EnrollmentGroup, EnrollmentGroupId> groups;
    private final RegistrationOperations registrations;
    private final LinkedHubOperations linkedHubs;
    private final AllocationOperations allocation;
    private final WorkOperations work;
    private final UsageOperations usage;
    private final AuditLog audit;
    private final KeyedBuckets<IdScope> quota;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param instances the instance that a host name, in lower case and without port, belongs to:
    ///   its service host or an alias
    /// @param lifecycle what can be done to a single device
    /// @param hubs what is known of hubs
    /// @param rules those of this house; [EnrollmentRules#STRICT] where it has no certificate
    ///   authorities uploaded and calls no allocation function without TLS
    /// @param quota of operations, by scope
    /// @param random a cryptographically strong one: symmetric keys are drawn from it
    public ServiceHttpEndpoint(
            Function<String, Optional<ServiceInstance>> instances,
            ServiceStores stores,
            DeviceLifecycle lifecycle,
            HubsView hubs,
            EnrollmentRules rules,
            KeyedBuckets<IdScope> quota,
            InstantSource clock,
            RandomGenerator random) {
        this.instances = instances;
        this.authorization = new ServiceAuthorization(instances);
        this.audit = stores.audit();
        this.individuals =
                operations(
                        new IndividualKind(stores.enrollments(), stores.registrations()),
                        rules,
                        audit,
                        random);
        this.groups = operations(new GroupKind(stores.enrollments()), rules, audit, random);
        this.registrations =
                new RegistrationOperations(stores.registrations(), stores.enrollments(), lifecycle);
        this.linkedHubs = new LinkedHubOperations(stores.instances(), hubs, random);
        this.allocation = new AllocationOperations(stores.instances(), random);
        this.work = new WorkOperations(stores.work());
        this.usage = new UsageOperations(stores.usage());
        this.quota = quota;
        this.clock = clock;
        this.random = random;
    }

    private static <R extends Enrollment, K> EnrollmentOperations<R, K> operations(
            EnrollmentKind<R, K> kind,
            EnrollmentRules rules,
            AuditLog audit,
            RandomGenerator random) {
        return new EnrollmentOperations<>(
                kind, new EnrollmentChanges<>(kind, rules, random), audit);
    }

    @Override
    public HttpReply handle(HttpRequest request) {
        var now = clock.instant();
        var trackingId = new UUID(random.nextLong(), random.nextLong()).toString();
        return dressed(guarded(request, trackingId, now), trackingId);
    }

    @Override
    public HttpReply refusal(int status, String path, String host) {
        var now = clock.instant();
        var trackingId = new UUID(random.nextLong(), random.nextLong()).toString();
        return dressed(ServiceReplies.refusedByListener(status, trackingId, now), trackingId);
    }

    private static HttpReply dressed(HttpReply reply, String trackingId) {
        return reply.with("x-ms-request-id", trackingId)
                .with("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
                .with("X-Content-Type-Options", "nosniff");
    }

    /// Nothing of a failure inside is shown but the tracking ID under which the log tells it.
    private HttpReply guarded(HttpRequest request, String trackingId, Instant now) {
        try {
            return routed(request, trackingId, now);
        } catch (StoreUnavailable e) {
            LOG.warn("{} {}: {}", trackingId, request.method(), e.getMessage(), e);
            return ServiceReplies.refused(
                            ServiceError.UNAVAILABLE,
                            ServiceError.UNAVAILABLE.message(),
                            trackingId,
                            now)
                    .with("Retry-After", Integer.toString(retryAfter()));
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", trackingId, request.method(), e);
            return ServiceReplies.refused(
                    ServiceError.INTERNAL, ServiceError.INTERNAL.message(), trackingId, now);
        }
    }

    private int retryAfter() {
        return random.nextInt(RETRY_AFTER_MIN, RETRY_AFTER_MAX + 1);
    }

    private HttpReply routed(HttpRequest request, String trackingId, Instant now) {
        var instance = instances.apply(request.host());
        if (instance.isEmpty()) {
            return ServiceReplies.refused(
                    ServiceError.NOT_FOUND, ServiceError.NOT_FOUND.message(), trackingId, now);
        }
        return switch (ServiceRoutes.route(request.method(), request.path())) {
            case ServiceRoutes.Route.Unknown _ ->
                    ServiceReplies.refused(
                            ServiceError.NOT_FOUND,
                            ServiceError.NOT_FOUND.message(),
                            trackingId,
                            now);
            case ServiceRoutes.Route.WrongMethod(String allow) ->
                    ServiceReplies.refused(
                                    ServiceError.METHOD_NOT_ALLOWED,
                                    ServiceError.METHOD_NOT_ALLOWED.message(),
                                    trackingId,
                                    now)
                            .with("Allow", allow);
            case ServiceRoutes.Route.Found found ->
                    authorized(request, instance.get(), found, trackingId, now);
        };
    }

    private HttpReply authorized(
            HttpRequest request,
            ServiceInstance instance,
            ServiceRoutes.Route.Found route,
            String trackingId,
            Instant now) {
        if (quota.wait(instance.scope()).isPresent()) {
            return throttled(trackingId, now);
        }
        var decision = authorization.judge(request, instance, route.operation(), route.path(), now);
        return switch (decision) {
            case ServiceAuthorization.Decision.Refused(String actor, String reason) -> {
                var caller = new Caller(actor, request.peer().address(), trackingId);
                refusedAccess(caller, instance, route, reason, now);
                yield ServiceReplies.refused(
                        ServiceError.UNAUTHORIZED,
                        ServiceError.UNAUTHORIZED.message(),
                        trackingId,
                        now);
            }
            case ServiceAuthorization.Decision.Granted(String actor) -> {
                quota.take(instance.scope());
                yield answered(
                        new ServiceCall(
                                instance,
                                route.operation(),
                                route.id(),
                                request,
                                new Caller(actor, request.peer().address(), trackingId),
                                now));
            }
        };
    }

    /// Costs no signature and no audit entry.
    private HttpReply throttled(String trackingId, Instant now) {
        return ServiceReplies.refused(
                        ServiceError.THROTTLED, ServiceError.THROTTLED.message(), trackingId, now)
                .with("Retry-After", Integer.toString(retryAfter()));
    }

    private void refusedAccess(
            Caller caller,
            ServiceInstance instance,
            ServiceRoutes.Route.Found route,
            String reason,
            Instant now) {
        LOG.info(
                "{} {} refused for {} at {}: {}",
                caller.trackingId(),
                route.operation(),
                caller.actor(),
                caller.source(),
                reason);
        var id = route.id().replaceAll("\\p{Cntrl}", "?");
        audit.append(
                caller.event(
                        now,
                        instance.scope().value(),
                        "access.refused",
                        id.substring(0, Math.min(id.length(), TARGET_LENGTH_MAX)),
                        route.operation() + ": " + reason));
    }

    private HttpReply answered(ServiceCall call) {
        if (!ApiVersions.spoken(call.request().query())) {
            return ServiceReplies.refused(
                    Refusal.explained(
                            ServiceError.BAD_REQUEST, "api-version is missing or unknown"),
                    call);
        }
        return switch (call.operation()) {
            case READ_ENROLLMENT -> individuals.read(call);
            case WRITE_ENROLLMENT -> individuals.write(call);
            case DELETE_ENROLLMENT -> individuals.delete(call);
            case QUERY_ENROLLMENTS -> individuals.query(call);
            case POST_ENROLLMENTS -> individuals.post(call);
            case DISCLOSE_ENROLLMENT -> individuals.disclose(call);
            case READ_GROUP -> groups.read(call);
            case WRITE_GROUP -> groups.write(call);
            case DELETE_GROUP -> groups.delete(call);
            case QUERY_GROUPS -> groups.query(call);
            case POST_GROUPS -> groups.post(call);
            case DISCLOSE_GROUP -> groups.disclose(call);
            case READ_REGISTRATION -> registrations.read(call);
            case DELETE_REGISTRATION -> registrations.delete(call);
            case QUERY_REGISTRATIONS -> registrations.query(call);
            case DISABLE_REGISTRATION -> registrations.disable(call);
            case ENABLE_REGISTRATION -> registrations.enable(call);
            case DECOMMISSION_REGISTRATION -> registrations.decommission(call);
            case LIST_LINKED_HUBS -> linkedHubs.list(call);
            case READ_LINKED_HUB -> linkedHubs.read(call);
            case WRITE_LINKED_HUB -> linkedHubs.link(call);
            case CHANGE_LINKED_HUB -> linkedHubs.change(call);
            case DELETE_LINKED_HUB -> linkedHubs.unlink(call);
            case READ_ALLOCATION -> allocation.read(call);
            case CHANGE_ALLOCATION -> allocation.change(call);
            case LIST_WORK -> work.list(call);
            case REPLAY_WORK -> work.replay(call);
            case DISCARD_WORK -> work.discard(call);
            case READ_USAGE -> usage.read(call);
        };
    }
}
