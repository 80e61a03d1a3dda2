package berth.system;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.net.tls.TlsEngine;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;
import berth.wire.x509.IssuedCertificate;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Requests no well-behaved client sends, over real TLS: the documented status, the contract's
/// error document, and nothing written except to the audit trail.
///
/// One after the other, because the rows are counted before and after each test.
@Execution(ExecutionMode.SAME_THREAD)
final class BadInputIT {
    private static final String VERSION = "?api-version=2019-03-31";

    @TempDir private static Path folder;

    private static BerthFixture berth;
    private static Keys keys;
    private static IssuedCertificate root;

    private RowCounts before;

    @BeforeAll
    static void start() throws Exception {
        berth = BerthFixture.start(folder, TlsEngine.BORINGSSL);
        keys = Keys.fresh();
        root = TestAuthority.root("plant");
        var service = berth.service();
        service.createOrUpdateIndividualEnrollment(
                Enrollments.individual("meter", keys.attestation()));
        service.createOrUpdateEnrollmentGroup(
                Enrollments.group("plant", Enrollments.signingCertificate(root.certificate())));
    }

    @AfterAll
    static void stop() {
        berth.close();
    }

    @BeforeEach
    void count() {
        before = berth.rowCounts();
    }

    @AfterEach
    void nothingIsWrittenExceptToTheAuditTrail() {
        assertThat(berth.rowCounts().withoutAudit()).isEqualTo(before.withoutAudit());
    }

    @Test
    void aDeviceThatSendsMalformedJsonIsTold400() throws Exception {
        assertError(register(VERSION, deviceToken(), "{\"registrationId\":"), 400000);
    }

    @Test
    void aDeviceThatSendsTheSameNameTwiceIsTold400() throws Exception {
        assertError(
                register(
                        VERSION,
                        deviceToken(),
                        "{\"registrationId\":\"meter\",\"registrationId\":\"meter\"}"),
                400000);
    }

    @Test
    void aDeviceThatSendsAnotherRegistrationIdThanItsPathIsTold400() throws Exception {
        var answer = register(VERSION, deviceToken(), "{\"registrationId\":\"other\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertErrorDocument(answer);
    }

    @Test
    void aDeviceThatNamesNoApiVersionIsTold400() throws Exception {
        assertError(register("", deviceToken(), "{}"), 400000);
    }

    @Test
    void aDeviceThatNamesAMalformedApiVersionIsTold400() throws Exception {
        assertError(register("?api-version=latest", deviceToken(), "{}"), 400000);
    }

    /// 128 KB and one: refused by its announced length, before it is read.
    @Test
    void aDeviceThatSendsTooMuchIsTold413() throws Exception {
        var payload = "{\"payload\":\"%s\"}".formatted("x".repeat(128 * 1024));

        assertError(register(VERSION, deviceToken(), payload), 413000);
    }

    @Test
    void aDeviceThatSendsAnotherMediaTypeIsTold415() throws Exception {
        var answer =
                berth.raw()
                        .send(
                                "PUT",
                                registerPath() + VERSION,
                                Map.of(
                                        "Authorization",
                                        deviceToken(),
                                        "Content-Type",
                                        "application/xml"),
                                "<registration/>");

        assertError(answer, 415000);
    }

    @Test
    void aDeviceWithoutCredentialsIsTold401() throws Exception {
        assertError(berth.raw().send("PUT", registerPath() + VERSION, Map.of(), "{}"), 401002);
        assertThat(berth.rowCounts().audited()).isEqualTo(before.audited() + 1);
    }

    @Test
    void aDeviceWithAnExpiredTokenIsTold401() throws Exception {
        assertError(register(VERSION, deviceToken(Duration.ofMinutes(-6)), "{}"), 401002);
        assertThat(berth.rowCounts().audited()).isEqualTo(before.audited() + 1);
    }

    @Test
    void aDeviceWithATokenForAnotherRegistrationIsTold401() throws Exception {
        var token =
                SharedAccessSignature.ofDevice(
                        berth.idScope(), "other", keys.primary(), Instant.now().plusSeconds(600));

        assertError(register(VERSION, token, "{}"), 401002);
    }

    @Test
    void aDeviceWithAGarbledTokenIsTold401() throws Exception {
        assertError(register(VERSION, "SharedAccessSignature sr=&sig=%zz&se=never", "{}"), 401002);
    }

    @Test
    void aDeviceWithATamperedCertificateIsTold401() throws Exception {
        var tampered = TestAuthority.tampered(root, "tamperer");

        var answer =
                berth.raw()
                        .as(tampered.key(), List.of(tampered.certificate()))
                        .send(
                                "PUT",
                                "/%s/registrations/tamperer/register%s"
                                        .formatted(berth.idScope(), VERSION),
                                Map.of(),
                                "{}");

        assertError(answer, 401002);
        assertThat(berth.rowCounts().audited()).isEqualTo(before.audited() + 1);
    }

    @Test
    void aDeviceThatPollsAnUnknownOperationIsTold404() throws Exception {
        var answer =
                berth.raw()
                        .send(
                                "GET",
                                "/%s/registrations/meter/operations/4.%s.%s%s"
                                        .formatted(
                                                berth.idScope(),
                                                "0123456789abcdef",
                                                new UUID(0, 0),
                                                VERSION),
                                Map.of("Authorization", deviceToken()),
                                "");

        assertError(answer, 404202);
    }

    @Test
    void aDeviceThatUsesTheWrongMethodIsTold405() throws Exception {
        assertError(
                berth.raw()
                        .send(
                                "DELETE",
                                registerPath() + VERSION,
                                Map.of("Authorization", deviceToken()),
                                ""),
                405000);
    }

    @Test
    void anUnknownPathIsToldSo() throws Exception {
        assertError(berth.raw().send("GET", "/favicon.ico", Map.of(), ""), 404000);
    }

    @Test
    void anOperatorWhoSendsMalformedJsonIsTold400() throws Exception {
        assertError(enroll("x", VERSION, serviceToken(), "{\"registrationId\":\"x\""), 400000);
    }

    @Test
    void anOperatorWhoNamesNoAttestationIsTold400() throws Exception {
        assertError(enroll("x", VERSION, serviceToken(), "{\"registrationId\":\"x\"}"), 400002);
    }

    @Test
    void anOperatorWhoNamesAnImpossibleIdIsTold400() throws Exception {
        assertError(
                enroll(
                        "no%20spaces",
                        VERSION, serviceToken(), "{\"attestation\":{\"type\":\"symmetricKey\"}}"),
                400001);
    }

    @Test
    void anOperatorWhoNamesNoApiVersionIsTold400() throws Exception {
        assertError(
                enroll("x", "", serviceToken(), "{\"attestation\":{\"type\":\"symmetricKey\"}}"),
                400000);
    }

    /// 1 MB and one.
    @Test
    void anOperatorWhoSendsTooMuchIsTold413() throws Exception {
        assertError(
                enroll(
                        "x",
                        VERSION,
                        serviceToken(),
                        "{\"deviceId\":\"%s\"}".formatted("x".repeat(1024 * 1024))),
                413000);
    }

    @Test
    void anOperatorWhoSendsAnotherMediaTypeIsTold415() throws Exception {
        var answer =
                berth.raw()
                        .send(
                                "PUT",
                                "/enrollments/x" + VERSION,
                                Map.of(
                                        "Authorization",
                                        serviceToken(),
                                        "Content-Type",
                                        "text/plain"),
                                "x");

        assertError(answer, 415000);
    }

    @Test
    void anOperatorWithAnExpiredTokenIsTold401() throws Exception {
        var token =
                SharedAccessSignature.ofConnectionString(
                        berth.ready().serviceConnectionString(),
                        Instant.now().minus(Duration.ofMinutes(6)));

        assertError(
                enroll("x", VERSION, token, "{\"attestation\":{\"type\":\"symmetricKey\"}}"),
                401002);
        assertThat(berth.rowCounts().audited()).isEqualTo(before.audited() + 1);
    }

    /// A device's token, even a good one, is no operator's.
    @Test
    void anOperatorWithADevicesTokenIsTold401() throws Exception {
        assertError(
                enroll(
                        "x",
                        VERSION,
                        deviceToken(),
                        "{\"attestation\":{\"type\":\"symmetricKey\"}}"),
                401002);
    }

    /// Which of the two lengths counts is how requests are smuggled past somebody.
    @Test
    void aRequestWithTwoLengthsIsTold400() throws Exception {
        var answer =
                berth.raw()
                        .exchange(
                                """
                                PUT %s%s HTTP/1.1
                                Host: %s
                                Content-Length: 2
                                Transfer-Encoding: chunked

                                {}\
                                """
                                        .formatted(registerPath(), VERSION, berth.host())
                                        .replace("\n", "\r\n"));

        assertThat(answer.status()).isEqualTo(400);
        assertErrorDocument(answer);
    }

    @Test
    void aCompressedBodyIsTold415() throws Exception {
        var answer =
                berth.raw()
                        .send(
                                "PUT",
                                registerPath() + VERSION,
                                Map.of("Authorization", deviceToken(), "Content-Encoding", "gzip"),
                                "{}");

        assertThat(answer.status()).isEqualTo(415);
        assertErrorDocument(answer);
    }

    private static RawHttps.Answer register(String query, String authorization, String body)
            throws Exception {
        return berth.raw()
                .send("PUT", registerPath() + query, Map.of("Authorization", authorization), body);
    }

    private static RawHttps.Answer enroll(
            String id, String query, String authorization, String body) throws Exception {
        return berth.raw()
                .send(
                        "PUT",
                        "/enrollments/" + id + query,
                        Map.of("Authorization", authorization),
                        body);
    }

    private static String registerPath() {
        return "/%s/registrations/meter/register".formatted(berth.idScope());
    }

    private static String deviceToken() throws GeneralSecurityException {
        return deviceToken(Duration.ofMinutes(10));
    }

    private static String deviceToken(Duration life) throws GeneralSecurityException {
        return SharedAccessSignature.ofDevice(
                berth.idScope(), "meter", keys.primary(), Instant.now().plus(life));
    }

    private static String serviceToken() throws GeneralSecurityException {
        return SharedAccessSignature.ofConnectionString(
                berth.ready().serviceConnectionString(), Instant.now().plusSeconds(600));
    }

    private static void assertError(RawHttps.Answer answer, int errorCode) throws MalformedJson {
        assertThat(answer.status()).isEqualTo(errorCode / 1000);
        assertThat(assertErrorDocument(answer).members().get("errorCode"))
                .isEqualTo(JsonNumber.of(errorCode));
        assertThat(answer.headers()).containsEntry("x-ms-error-code", Integer.toString(errorCode));
    }

    /// The contract of every error body. Source: dps-device-protocol, section 0.7.
    private static JsonObject assertErrorDocument(RawHttps.Answer answer) throws MalformedJson {
        assertThat(answer.headers())
                .containsEntry("content-type", "application/json; charset=utf-8");
        var document = (JsonObject) JsonText.parse(answer.body(), JsonLimits.DEFAULT);
        assertThat(document.members())
                .containsKeys("errorCode", "trackingId", "message", "timestampUtc")
                .doesNotContainKey("status");
        assertThat(document.members().get("trackingId"))
                .isEqualTo(new JsonString(answer.headers().get("x-ms-request-id")));
        return document;
    }
}
