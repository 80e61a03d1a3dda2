package berth.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import berth.cli.fleet.client.StockClient;
import berth.cli.fleet.client.Transport;
import berth.cli.fleet.connect.NetworkConnector;
import berth.core.resilience.Backoff;
import berth.core.secret.Secret;
import berth.core.tpm.SoftwareTpm;
import berth.testkit.http.ReceivedRequest;
import berth.testkit.http.Script;
import berth.testkit.http.ScriptedHttpServer;
import berth.wire.x509.CertificateIssuer;
import berth.wire.x509.IssuedCertificate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// How a simulated device gets on with a service that answers, refuses, stumbles or is gone.
class ProvisioningDeviceTest {
    private static final SimulatedDevice DEVICE = device(StockClient.QUICK);
    private static final RetryRules RULES =
            new RetryRules(
                    Duration.ofSeconds(60),
                    new Backoff(Duration.ofMillis(250), Duration.ofSeconds(4)));

    private static IssuedCertificate authority;
    private static IssuedCertificate identity;

    private final FakeTime time = new FakeTime();
    private final List<String> acknowledged = new ArrayList<>();
    private ScriptedHttpServer server;

    @BeforeAll
    static void issue() throws Exception {
        var issuer = new CertificateIssuer(InstantSource.system(), new SecureRandom());
        authority = issuer.rootAuthority("test CA", Duration.ofDays(1));
        identity =
                issuer.server(
                        authority,
                        List.of(),
                        List.of(InetAddress.ofLiteral("127.0.0.1")),
                        Duration.ofDays(1));
    }

    @BeforeEach
    void start() {
        server = ScriptedHttpServer.start(identity);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aDeviceRegistersPollsAndIsAssigned() throws Exception {
        server.then(assigning()).then(assigning()).then(assigned());

        var result = (DeviceResult.Assigned) provision();

        assertThat(result.hub()).isEqualTo("hub-1.test");
        assertThat(result.deviceId()).isEqualTo("pump-1");
        assertThat(result.retries()).isZero();
        assertThat(methods()).containsExactly("PUT", "GET", "GET");
        assertThat(acknowledged).containsExactly("pump-1");
    }

    @Test
    void aBusyServiceIsAskedAgainNoSoonerThanItSaid() throws Exception {
        server.then(answer(429, "Retry-After: 7\r\n", "{\"errorCode\":429001}"))
                .then(assigning())
                .then(assigned());

        var result = (DeviceResult.Assigned) provision();

        assertThat(result.retries()).isEqualTo(1);
        assertThat(time.slept().getFirst())
                .isBetween(Duration.ofSeconds(7), Duration.ofMillis(8_750));
    }

    @Test
    void aConnectionThatIsResetIsOpenedAgain() throws Exception {
        server.then(Script.resetAtOnce())
                .then(Script.resetAfterRequest())
                .then(assigning())
                .then(assigned());

        var result = (DeviceResult.Assigned) provision();

        assertThat(result.retries()).isEqualTo(2);
        assertThat(methods()).containsExactly("PUT", "PUT", "GET");
    }

    @Test
    void aReplyThatBreaksOffIsNoAnswer() throws Exception {
        server.then(Script.raw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"status\":\"assi"))
                .then(assigning())
                .then(assigned());

        assertThat(((DeviceResult.Assigned) provision()).retries()).isEqualTo(1);
    }

    /// What was acknowledged is a promise: the device comes back for it.
    @Test
    void anAcknowledgedOperationIsPolledAgainAndNotRegisteredAnew() throws Exception {
        server.then(assigning())
                .then(Script.resetAfterRequest())
                .then(answer(503, "", "not even JSON"))
                .then(assigned());

        var result = (DeviceResult.Assigned) provision();

        assertThat(result.retries()).isEqualTo(2);
        assertThat(methods()).containsExactly("PUT", "GET", "GET", "GET");
        assertThat(server.received().getLast().target()).contains("/operations/op-1?");
    }

    @Test
    void anOperationThatTheServiceHasForgottenIsAFailure() throws Exception {
        server.then(assigning()).then(answer(404, "", "{\"errorCode\":404202}"));

        assertThat(failure().cause()).isEqualTo(DeviceResult.Cause.REFUSED);
        assertThat(methods()).containsExactly("PUT", "GET");
    }

    @Test
    void aRefusalIsFinal() throws Exception {
        server.usually(answer(401, "", "{\"errorCode\":401002,\"message\":\"Unauthorized\"}"));

        var failure = failure();

        assertThat(failure.cause()).isEqualTo(DeviceResult.Cause.REFUSED);
        assertThat(failure.reason()).isEqualTo("HTTP 401, 401002 Unauthorized");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aFailedRegistrationIsFinal() throws Exception {
        server.then(assigning())
                .usually(
                        answer(
                                200,
                                "",
                                """
                                {"operationId": "op-1", "status": "failed", "registrationState":
                                 {"errorCode": 400208, "errorMessage": "no hub"}}
                                """));

        assertThat(failure().reason()).startsWith("failed: ").endsWith("400208 no hub");
    }

    @Test
    void aDeadServiceIsGivenUpWhenTheDevicesTimeIsOver() throws Exception {
        server.close();

        var failure = failure();

        assertThat(failure.cause()).isEqualTo(DeviceResult.Cause.OUT_OF_TIME);
        assertThat(failure.retries()).isGreaterThan(10);
        assertThat(time.passed()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
        assertThat(acknowledged).isEmpty();
    }

    @Test
    void aServiceThatNeverFinishesIsGivenUpToo() throws Exception {
        server.usually(assigning());

        assertThat(failure().reason()).isEqualTo("still assigning after 60 s");
        assertThat(time.passed()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aWaitBeyondTheDeadlineIsNotBegun() throws Exception {
        server.usually(answer(503, "Retry-After: 3600\r\n", "{}"));

        var failure = failure();

        assertThat(failure.cause()).isEqualTo(DeviceResult.Cause.OUT_OF_TIME);
        assertThat(failure.reason()).contains("told to come back in 3600 s");
        assertThat(time.slept()).isEmpty();
    }

    /// Nobody is asked twice for a secret he should not have been asked for once.
    @Test
    void aServerThatIsNotTheTrustedOneIsNotAskedAgain() throws Exception {
        var stranger =
                new CertificateIssuer(InstantSource.system(), new SecureRandom())
                        .rootAuthority("another CA", Duration.ofDays(1));

        var failure = (DeviceResult.Failed) provision(stranger);

        assertThat(failure.cause()).isEqualTo(DeviceResult.Cause.REFUSED);
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.received()).isEmpty();
    }

    /// Java: a busy service costs it the whole attempt.
    @Test
    void aClientThatDoesNotAskAgainIsDoneWithABusyService() throws Exception {
        server.usually(answer(429, "Retry-After: 3\r\n", "{\"errorCode\":429001}"));

        var failure = (DeviceResult.Failed) provision(authority, device(StockClient.JAVA));

        assertThat(failure.cause()).isEqualTo(DeviceResult.Cause.REFUSED);
        assertThat(failure.reason()).contains("does not ask again");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aStockClientWaitsAsItIsTold() throws Exception {
        server.then(assigning()).then(assigning()).then(assigned());

        provision(authority, device(StockClient.JAVA));

        assertThat(time.slept()).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(3));
    }

    @Test
    void aHintThatAClientCannotReadBreaksIt() throws Exception {
        server.usually(
                answer(
                        202,
                        "Retry-After: soon\r\n",
                        "{\"operationId\":\"op-1\",\"status\":\"assigning\"}"));

        var failure = (DeviceResult.Failed) provision(authority, device(StockClient.JAVA));

        assertThat(failure.reason()).contains("cannot read the hint 'soon'");
    }

    /// TLS and its handshakes are in it, so it is more than the requests are long.
    @Test
    void bytesAreCountedOnTheWireOverAllConnections() throws Exception {
        server.then(assigning()).then(assigned());

        var bytes = provision().bytes();

        assertThat(bytes.sent()).isGreaterThan(1000);
        assertThat(bytes.received()).isGreaterThan(1000);
        assertThat(bytes.total()).isEqualTo(bytes.sent() + bytes.received()).isLessThan(20_000);
    }

    @Test
    void aDeviceThatBreaksOffInTheMiddleOfAChallengeIsRefused() throws Exception {
        server.usually(answer(401, "", "{\"keyName\":\"k\",\"authenticationKey\":\"AAAA\"}"));
        var tpm =
                new SimulatedDevice(
                        "pump-1",
                        new DeviceCredential.Tpm(
                                new SoftwareChip(SoftwareTpm.generate(new SecureRandom()))),
                        Transport.HTTPS,
                        StockClient.QUICK);

        var failure = (DeviceResult.Failed) provision(authority, tpm);

        assertThat(failure.cause()).isEqualTo(DeviceResult.Cause.REFUSED);
        assertThat(failure.reason()).startsWith("its TPM does not take the challenge: ");
    }

    private DeviceResult.Failed failure() throws Exception {
        return (DeviceResult.Failed) provision();
    }

    private DeviceResult provision() throws Exception {
        return provision(authority);
    }

    private DeviceResult provision(IssuedCertificate trusted) throws Exception {
        return provision(trusted, DEVICE);
    }

    private DeviceResult provision(IssuedCertificate trusted, SimulatedDevice device)
            throws Exception {
        int port = server.port();
        var endpoint =
                new DeviceEndpoint("127.0.0.1", port, port, port, List.of(trusted.certificate()));
        var habits = new DeviceHabits(RULES, InstantSource.system(), time, new Random(7));
        var connector =
                new NetworkConnector(
                        endpoint,
                        "0ne00000001",
                        ClientTls.trusting(endpoint.trusted()),
                        InstantSource.system());
        return new ProvisioningDevice(
                        connector, habits, one -> acknowledged.add(one.registrationId()))
                .provision(device);
    }

    private static SimulatedDevice device(StockClient client) {
        return new SimulatedDevice(
                "pump-1",
                new DeviceCredential.SymmetricKey(Secret.random(32, new SecureRandom())),
                Transport.HTTPS,
                client);
    }

    private List<String> methods() {
        return server.received().stream().map(ReceivedRequest::method).toList();
    }

    private static Script assigning() {
        return answer(
                202, "Retry-After: 3\r\n", "{\"operationId\":\"op-1\",\"status\":\"assigning\"}");
    }

    private static Script assigned() {
        return answer(
                200,
                "",
                """
                {"operationId": "op-1", "status": "assigned", "registrationState":
                 {"assignedHub": "hub-1.test", "deviceId": "pump-1"}}
                """);
    }

    /// The scripted server serves one request a connection and says so.
    private static Script answer(int status, String headers, String body) {
        return Script.reply(status, "Connection: close\r\n" + headers, body);
    }
}
