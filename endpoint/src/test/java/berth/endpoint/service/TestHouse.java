package berth.endpoint.service;

import berth.core.access.AccessPolicy;
import berth.core.access.Right;
import berth.core.allocation.AllocationPolicy;
import berth.core.enrollment.EnrollmentRules;
import berth.core.hub.LinkedHub;
import berth.core.id.ByteString;
import berth.core.id.ETag;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.instance.ServiceInstance;
import berth.core.registration.DeviceLifecycle;
import berth.core.resilience.KeyedBuckets;
import berth.core.resilience.TokenBucket.Rate;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.net.Peer;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;
import berth.testkit.store.InMemoryAuditLog;
import berth.testkit.store.InMemoryInstanceStore;
import berth.testkit.store.InMemoryRegistrationStore;
import berth.testkit.store.MovableClock;
import berth.wire.sas.SasText;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// A house with two instances, one of them with an alias, and everything in memory. Its clock goes
/// on by one second with every request.
final class TestHouse {
    static final Instant START = Instant.parse("2030-03-01T08:15:30.1234560Z");
    static final HostName HOST = new HostName("plant.berth.example");
    static final HostName ALIAS = new HostName("plant-alias.berth.example");
    static final HostName OTHER_HOST = new HostName("other.berth.example");
    static final IdScope SCOPE = new IdScope("0ne00000001");
    static final IdScope OTHER_SCOPE = new IdScope("0ne00000002");
    static final String OWNER = "provisioningserviceowner";

    /// Operations of a scope before there are no more.
    static final int QUOTA = 1_000;

    final FakeEnrollmentStore enrollments = new FakeEnrollmentStore();
    final MovableClock clock = new MovableClock(START);

    /// What went with changes, in their transactions.
    final InMemoryAuditLog changes = new InMemoryAuditLog();

    final InMemoryInstanceStore instances = new InMemoryInstanceStore(changes);
    final InMemoryRegistrationStore registrations = new InMemoryRegistrationStore(clock, changes);
    final FakeHubs hubs = new FakeHubs();

    /// What stood alone.
    final FakeAuditLog audit = new FakeAuditLog();

    /// The first instance as it was when the house was built.
    final ServiceInstance instance = instance(SCOPE, HOST);

    final ServiceInstance other = instance(OTHER_SCOPE, OTHER_HOST);

    private final ServiceHttpEndpoint endpoint;

    TestHouse() {
        instances.put(instance);
        instances.put(other);
        var random = new Random(7);
        endpoint =
                new ServiceHttpEndpoint(
                        this::instanceAt,
                        new ServiceStores(
                                instances,
                                enrollments,
                                registrations,
                                registrations.work(),
                                registrations.usage(),
                                audit),
                        new DeviceLifecycle(registrations, instances, _ -> hubs, random),
                        hubs,
                        EnrollmentRules.STRICT,
                        new KeyedBuckets<>(Rate.perMinute(60, QUOTA), 10, () -> 0),
                        clock,
                        random);
    }

    /// A house in which something has happened: a device was assigned without the word of its
    /// allocation function, and the identity of another could not be removed.
    TestHouse furnished() {
        Scene.put(
                registrations,
                Scene.assigned("meter-7", Scene.individual("meter-7"), "no answer in 5 s"));
        Scene.dead(registrations, "meter-9");
        return this;
    }

    /// The first instance as it is stored now.
    ServiceInstance stored() {
        return instances.instance(SCOPE).orElseThrow();
    }

    private Optional<ServiceInstance> instanceAt(String host) {
        if (host.equals(HOST.value()) || host.equals(ALIAS.value())) {
            return instances.instance(SCOPE);
        }
        return host.equals(OTHER_HOST.value()) ? instances.instance(OTHER_SCOPE) : Optional.empty();
    }

    private static ServiceInstance instance(IdScope scope, HostName host) {
        return new ServiceInstance(
                scope,
                "plant",
                new HostName("devices.berth.example"),
                host,
                AllocationPolicy.EVENLY_WEIGHTED,
                List.of(
                        new AccessPolicy<>(OWNER, key(scope, OWNER), EnumSet.allOf(Right.class)),
                        new AccessPolicy<>(
                                "readonly",
                                key(scope, "readonly"),
                                Set.of(Right.ENROLLMENT_READ, Right.REGISTRATION_STATUS_READ))),
                List.of(
                        LinkedHub.embedded(new HubHostName("hub-west.berth.example")),
                        LinkedHub.embedded(new HubHostName("hub-east.berth.example"))),
                new ETag("instance"));
    }

    static SymmetricKeys key(IdScope scope, String policy) {
        var bytes = (scope + policy).getBytes(StandardCharsets.UTF_8);
        return new SymmetricKeys(
                Secret.of(ByteString.sha256(bytes).toByteArray()),
                Secret.of(ByteString.sha256((byte) 2, bytes[0]).toByteArray()));
    }

    /// A good token of one of the first instance's policies.
    String token(String policy) {
        return SasText.forPolicy(
                HOST, policy, key(SCOPE, policy).primary(), now().plus(Duration.ofHours(1)));
    }

    Instant now() {
        return clock.instant();
    }

    /// A request with a good token of this policy.
    HttpReply sendAs(String policy, String method, String target, String body) {
        return send(method, target, body, authorization(token(policy)));
    }

    HttpReply sendIfMatch(String etag, String method, String target, String body) {
        return send(method, target, body, authorization(token(OWNER)).with("If-Match", etag));
    }

    HttpReply send(String method, String target, String body) {
        return send(method, target, body, authorization(token(OWNER)));
    }

    HttpReply send(String method, String target, String body, HttpHeaders headers) {
        return send(HOST.value(), method, target, body, headers);
    }

    HttpReply send(String host, String method, String target, String body, HttpHeaders headers) {
        clock.pass(Duration.ofSeconds(1));
        int question = target.indexOf('?');
        return endpoint.handle(
                new HttpRequest(
                        method,
                        question < 0 ? target : target.substring(0, question),
                        question < 0 ? "" : target.substring(question + 1),
                        host,
                        headers,
                        ByteString.of(body.getBytes(StandardCharsets.UTF_8)),
                        new Peer("192.0.2.7", List.of(), null, "192.0.2.1")));
    }

    HttpReply refusal(int status) {
        return endpoint.refusal(status, "/enrollments", HOST.value());
    }

    static HttpHeaders authorization(String token) {
        return HttpHeaders.NONE.with("authorization", token);
    }

    static String text(HttpReply reply) {
        return new String(reply.body().toByteArray(), StandardCharsets.UTF_8);
    }
}
