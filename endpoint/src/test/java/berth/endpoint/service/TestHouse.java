package berth.endpoint.service;

import berth.core.access.AccessPolicy;
import berth.core.access.Right;
import berth.core.allocation.AllocationPolicy;
import berth.core.hub.LinkedHub;
import berth.core.id.ByteString;
import berth.core.id.ETag;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.instance.ServiceInstance;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;
import berth.net.Peer;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;
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

    final FakeEnrollmentStore enrollments = new FakeEnrollmentStore();
    final FakeRegistrationStore registrations = new FakeRegistrationStore();
    final FakeAuditLog audit = new FakeAuditLog();
    final ServiceInstance instance = instance(SCOPE, HOST);
    final ServiceInstance other = instance(OTHER_SCOPE, OTHER_HOST);

    private Instant now = START;
    private final ServiceHttpEndpoint endpoint =
            new ServiceHttpEndpoint(
                    this::instanceAt, enrollments, registrations, audit, () -> now, new Random(7));

    private Optional<ServiceInstance> instanceAt(String host) {
        if (host.equals(HOST.value()) || host.equals(ALIAS.value())) {
            return Optional.of(instance);
        }
        return host.equals(OTHER_HOST.value()) ? Optional.of(other) : Optional.empty();
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
                HOST, policy, key(SCOPE, policy).primary(), now.plus(Duration.ofHours(1)));
    }

    Instant now() {
        return now;
    }

    HttpReply send(String method, String target, String body) {
        return send(method, target, body, authorization(token(OWNER)));
    }

    HttpReply send(String method, String target, String body, HttpHeaders headers) {
        return send(HOST.value(), method, target, body, headers);
    }

    HttpReply send(String host, String method, String target, String body, HttpHeaders headers) {
        now = now.plusSeconds(1);
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
