package berth.endpoint.service;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.audit.AuditEvent;
import berth.core.enrollment.EnrollmentKey;
import berth.core.id.ByteString;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.RegistrationId;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpReply;
import berth.testkit.x509.TestCertificates;
import berth.wire.json.JsonText;
import berth.wire.sas.SasText;
import berth.wire.x509.CertificateText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

class ServiceHttpEndpointTest {
    private static final String VERSION = "?api-version=2021-10-01";
    private static final String SYMMETRIC = "{\"attestation\":{\"type\":\"symmetricKey\"}}";

    private static final String ASSIGNED =
            "{\"registrationId\":\"pump\",\"createdDateTimeUtc\":\"2030-03-01T08:15:30.123456Z\","
                + "\"assignedHub\":\"hub-west.berth.example\",\"deviceId\":\"pump\","
                + "\"status\":\"assigned\",\"substatus\":\"initialAssignment\","
                + "\"lastUpdatedDateTimeUtc\":\"2030-03-01T08:15:30.123456Z\",\"etag\":\"tag\"}";

    private final TestHouse house = new TestHouse();

    @Test
    void anUnknownHostIsNotFound() {
        var reply = house.send("elsewhere.example", "GET", "/enrollments/a" + VERSION, "", owner());

        assertThat(reply.status()).isEqualTo(404);
        assertThat(TestHouse.text(reply)).contains("404000");
    }

    @Test
    void anAliasIsTheSameInstance() {
        house.send("PUT", "/enrollments/a" + VERSION, SYMMETRIC);

        assertThat(
                        house.send(
                                        TestHouse.ALIAS.value(),
                                        "GET",
                                        "/enrollments/a" + VERSION,
                                        "",
                                        owner())
                                .status())
                .isEqualTo(200);
    }

    /// The other instance has its own keys, and its own records under the same IDs.
    @Test
    void instancesDoNotSeeEachOther() {
        house.send("PUT", "/enrollments/a" + VERSION, SYMMETRIC);
        var otherHost = TestHouse.OTHER_HOST.value();

        assertThat(house.send(otherHost, "GET", "/enrollments/a" + VERSION, "", owner()).status())
                .isEqualTo(401);
        var token =
                SasText.forPolicy(
                        TestHouse.OTHER_HOST,
                        TestHouse.OWNER,
                        TestHouse.key(TestHouse.OTHER_SCOPE, TestHouse.OWNER).primary(),
                        house.now().plusSeconds(60));
        assertThat(
                        house.send(
                                        otherHost,
                                        "GET",
                                        "/enrollments/a" + VERSION,
                                        "",
                                        TestHouse.authorization(token))
                                .status())
                .isEqualTo(404);
    }

    /// What the caller reads says nothing; what the auditor reads says it all.
    @Test
    void aRefusalIsWrittenDownWithItsReason() {
        var reply =
                house.send(
                        "DELETE",
                        "/enrollments/pump" + VERSION,
                        "",
                        TestHouse.authorization(house.token("readonly")));

        assertThat(reply.status()).isEqualTo(401);
        assertThat(TestHouse.text(reply)).contains("\"message\":\"Unauthorized\"");
        assertThat(house.audit.events)
                .singleElement()
                .isEqualTo(
                        new AuditEvent(
                                house.now(),
                                TestHouse.SCOPE.value(),
                                "policy:readonly",
                                "192.0.2.7",
                                "access.refused",
                                "pump",
                                "DELETE_ENROLLMENT: the policy lacks EnrollmentWrite",
                                reply.headers().first("x-ms-request-id").orElseThrow()));
    }

    @Test
    void theTrackingIdOfTheBodyIsTheOneOfTheHeader() {
        var reply = house.send("GET", "/enrollments/nobody" + VERSION, "");

        assertThat(TestHouse.text(reply))
                .contains(reply.headers().first("x-ms-request-id").orElseThrow());
    }

    @Test
    void aDisclosureIsWrittenDown() {
        house.send("PUT", "/enrollmentGroups/line" + VERSION, SYMMETRIC);
        house.send("POST", "/enrollmentGroups/line/attestationmechanism" + VERSION, "");

        assertThat(house.audit.events)
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.action()).isEqualTo("enrollmentGroup.disclosed");
                            assertThat(event.target()).isEqualTo("line");
                            assertThat(event.actor()).isEqualTo("policy:" + TestHouse.OWNER);
                        });
    }

    @Test
    void whatCannotBeWrittenDownIsNotDisclosed() {
        house.send("PUT", "/enrollments/pump" + VERSION, SYMMETRIC);
        house.audit.unavailable = true;
        var reply = house.send("POST", "/enrollments/pump/attestationmechanism" + VERSION, "");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(TestHouse.text(reply)).doesNotContain("primaryKey");
    }

    @Test
    void aStoreThatIsAwayAsksToComeBack() {
        house.enrollments.unavailable = true;
        var reply = house.send("GET", "/enrollments/pump" + VERSION, "");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(Integer.parseInt(reply.headers().first("Retry-After").orElseThrow()))
                .isBetween(5, 10);
        assertThat(reply.headers().first("x-ms-error-code")).contains("503001");
    }

    @Test
    void whoAsksTooOftenIsToldToComeLaterAndOthersAreServed() {
        for (int i = 0; i < TestHouse.QUOTA; i++) {
            house.send("GET", "/enrollments/pump" + VERSION, "");
        }
        var refused = house.send("GET", "/enrollments/pump" + VERSION, "");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers().first("Retry-After")).isPresent();
        assertThat(refused.headers().first("x-ms-error-code")).contains("429001");
        var elsewhere = TestHouse.OTHER_HOST.value();
        assertThat(
                        house.send(
                                        elsewhere,
                                        "GET",
                                        "/enrollments/pump" + VERSION,
                                        "",
                                        HttpHeaders.NONE)
                                .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 408, 413, 414, 415, 417, 431, 500, 503})
    void theListenersRefusalsHaveTheContractsShape(int status) {
        var reply = house.refusal(status);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(TestHouse.text(reply)).startsWith("{\"errorCode\":" + status);
        assertThat(reply.headers().first("x-ms-error-code").orElseThrow())
                .startsWith(Integer.toString(status));
    }

    @Test
    void aRecordOfMoreThan96KilobytesIsTooLarge() {
        var body =
                "{\"attestation\":{\"type\":\"symmetricKey\"},\"x\":[\"%s\",\"%s\"]}"
                        .formatted("x".repeat(50_000), "x".repeat(50_000));

        assertThat(house.send("PUT", "/enrollments/pump" + VERSION, body).status()).isEqualTo(413);
    }

    /// The way of Azure's command line and SDKs: read, change, write back without the certificate.
    @Test
    void aCertificateSurvivesARoundTripByItsDescription() {
        var certificate = TestCertificates.device("pump").certificate();
        var pem = new JsonString(CertificateText.pem(certificate));
        var created = house.send("PUT", "/enrollments/pump" + VERSION, x509(pem));
        var read = TestHouse.text(house.send("GET", "/enrollments/pump" + VERSION, ""));
        var headers = owner().with("If-Match", "*");
        var updated = house.send("PUT", "/enrollments/pump" + VERSION, read, headers);

        assertThat(created.status()).isEqualTo(200);
        assertThat(updated.status()).isEqualTo(200);
        assertThat(attestation(updated)).isEqualTo(attestation(created));
        assertThat(
                        house.enrollments
                                .individual(TestHouse.SCOPE, new RegistrationId("pump"))
                                .orElseThrow()
                                .attestation())
                .extracting(Object::toString)
                .asString()
                .contains(ByteString.sha256(encoded(certificate)).hex());
    }

    @Test
    void aReadShowsTheRegistration() {
        house.send("PUT", "/enrollments/pump" + VERSION, SYMMETRIC);
        Scene.put(house.registrations, Scene.assigned("pump", Scene.individual("pump")));

        assertThat(TestHouse.text(house.send("GET", "/enrollments/pump" + VERSION, "")))
                .contains("\"registrationState\":" + ASSIGNED);
        assertThat(TestHouse.text(house.send("GET", "/registrations/PUMP" + VERSION, "")))
                .isEqualTo(ASSIGNED);
    }

    @Test
    void aFailedRegistrationSaysWhy() {
        Scene.put(house.registrations, Scene.failed("pump"));

        assertThat(TestHouse.text(house.send("GET", "/registrations/pump" + VERSION, "")))
                .contains("\"status\":\"failed\",\"errorCode\":400208,\"errorMessage\":\"no hub\"");
    }

    @Test
    void aRegistrationIsForgottenAndThatIsWrittenDown() {
        Scene.put(house.registrations, Scene.assigned("pump", Scene.individual("pump")));
        var stale = owner().with("If-Match", "stale");

        assertThat(house.send("DELETE", "/registrations/pump" + VERSION, "", stale).status())
                .isEqualTo(412);
        assertThat(house.send("DELETE", "/registrations/pump" + VERSION, "").status())
                .isEqualTo(204);
        assertThat(house.send("GET", "/registrations/pump" + VERSION, "").status()).isEqualTo(404);
        assertThat(house.changes.all())
                .extracting(AuditEvent::action)
                .containsExactly("registration.admitted", "registration.deleted");
    }

    @Test
    void theRegistrationsOfAGroupComePageByPage() {
        var line = new EnrollmentKey.Group(new EnrollmentGroupId("line"));
        for (var id : List.of("a", "b", "c")) {
            Scene.put(house.registrations, Scene.assigned(id, line));
        }
        Scene.put(house.registrations, Scene.assigned("d", Scene.individual("d")));
        var seen = 0;
        var headers = owner().with("x-ms-max-item-count", "2");
        var next = "";
        do {
            var reply =
                    house.send(
                            "POST",
                            "/registrations/line/query" + VERSION,
                            "",
                            headers.with("x-ms-continuation", next));
            assertThat(reply.headers().first("x-ms-item-type")).contains("DeviceRegistration");
            seen += TestHouse.text(reply).split("registrationId", -1).length - 1;
            next = reply.headers().first("x-ms-continuation").orElse("");
        } while (!next.isEmpty());

        // No group of this name: its registrations outlive it, to be cleaned up.
        assertThat(seen).isEqualTo(3);
    }

    @Test
    void everyChangeIsWrittenDownInItsTransaction() {
        house.send("PUT", "/enrollments/pump" + VERSION, SYMMETRIC);
        house.send("PUT", "/enrollments/pump" + VERSION, SYMMETRIC, owner().with("If-Match", "*"));
        house.send("DELETE", "/enrollments/pump" + VERSION, "");

        assertThat(house.enrollments.audit)
                .extracting(AuditEvent::action)
                .containsExactly("enrollment.created", "enrollment.replaced", "enrollment.deleted");
    }

    private HttpHeaders owner() {
        return TestHouse.authorization(house.token(TestHouse.OWNER));
    }

    private static String x509(JsonValue certificate) {
        JsonValue slot = new JsonObject(Map.of("certificate", certificate));
        JsonValue pair = new JsonObject(Map.of("primary", slot));
        return "{\"attestation\":{\"type\":\"x509\",\"x509\":{\"clientCertificates\":%s}}}"
                .formatted(JsonText.text(pair));
    }

    private static String attestation(HttpReply reply) {
        var text = TestHouse.text(reply);
        return text.substring(text.indexOf("\"attestation\""), text.indexOf("\"capabilities\""));
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
