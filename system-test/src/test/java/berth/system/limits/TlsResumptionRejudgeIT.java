package berth.system.limits;

import static org.assertj.core.api.Assertions.assertThat;

import berth.net.tls.TlsEngine;
import berth.server.Limits;
import berth.wire.x509.CertificateIssuer;
import berth.wire.x509.CertificateText;
import berth.wire.x509.IssuedCertificate;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.stream.Stream;

/// A resumed TLS session shows the chain of the first handshake without a new proof. What it is
/// worth is judged by every operation, not by the connection: what an operator has withdrawn in the
/// meantime is worth nothing.
final class TlsResumptionRejudgeIT {
    private static final CertificateIssuer ISSUER =
            new CertificateIssuer(InstantSource.system(), new SecureRandom());
    private static final Duration LIFE = Duration.ofDays(30);
    private static final String ID = "resuming";

    @TempDir private Path folder;

    static Stream<Arguments> sessions() {
        return Arrays.stream(TlsEngine.values())
                .flatMap(
                        engine ->
                                Stream.of("TLSv1.2", "TLSv1.3")
                                        .map(version -> Arguments.of(engine, version)));
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void aDisabledEnrollment(TlsEngine engine, String version) throws Exception {
        try (var house = house(engine)) {
            var device = ISSUER.selfSignedDevice(ID, LIFE);
            enroll(house, device, "enabled", "");
            var resuming = registered(house, device, version);

            enroll(house, device, "disabled", "*");

            assertThat(resuming.registersAndPolls()).isEqualTo("disabled");
            enroll(house, device, "enabled", "*");
            assertThat(resuming.registersAndPolls()).isEqualTo("assigned");
        }
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void aReplacedCertificate(TlsEngine engine, String version) throws Exception {
        try (var house = house(engine)) {
            var device = ISSUER.selfSignedDevice(ID, LIFE);
            enroll(house, device, "enabled", "");
            var resuming = registered(house, device, version);

            enroll(house, ISSUER.selfSignedDevice(ID, LIFE), "enabled", "*");

            resuming.isRefusedEverything();
        }
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void aDeletedGroup(TlsEngine engine, String version) throws Exception {
        try (var house = house(engine)) {
            var authority = ISSUER.rootAuthority("Resumption CA", LIFE);
            var device = ISSUER.device(authority, ID, LIFE);
            var group =
                    "{\"attestation\":{\"type\":\"x509\",\"x509\":{\"signingCertificates\":"
                            + "{\"primary\":{\"certificate\":%s}}}}}".formatted(json(authority));
            assertThat(house.operate("PUT", "/enrollmentGroups/x509", group).status())
                    .isEqualTo(200);
            var resuming = registered(house, device, version);

            assertThat(house.operate("DELETE", "/enrollmentGroups/x509", "").status())
                    .isEqualTo(204);

            resuming.isRefusedEverything();
        }
    }

    /// The same where the connection lasts: it was let in, which says nothing about later.
    @ParameterizedTest
    @EnumSource
    void anOpenMqttConnection(TlsEngine engine) throws Exception {
        try (var house = house(engine)) {
            var device = ISSUER.selfSignedDevice(ID, LIFE);
            enroll(house, device, "enabled", "");
            var plug = house.plug().showing(new CountedKeys(device));
            try (var open = new MqttDevice(plug.tls(house.mqttPort()), house.scope(), ID, null)) {
                var operation = open.register().operationId();
                assertThat(open.poll(operation).status()).isBetween(200, 202);

                enroll(house, ISSUER.selfSignedDevice(ID, LIFE), "enabled", "*");

                assertThat(open.poll(operation).status()).isEqualTo(401);
                assertThat(open.register().status()).isEqualTo(401);
            }
        }
    }

    private House house(TlsEngine engine) throws IOException {
        return House.start(
                folder.resolve("data"), Limits.STANDARD.with(Wanted.unhurried()), engine);
    }

    private static Resuming registered(House house, IssuedCertificate device, String version)
            throws Exception {
        var resuming = new Resuming(house, ID, device, version);
        assertThat(resuming.registersAndPolls()).isEqualTo("assigned");
        return resuming;
    }

    /// @param match the ETag that is replaced; empty where there is none yet
    private static void enroll(House house, IssuedCertificate device, String status, String match)
            throws IOException {
        var body =
                """
                {"registrationId": "%s", "provisioningStatus": "%s", "attestation": {"type": "x509",
                 "x509": {"clientCertificates": {"primary": {"certificate": %s}}}}}\
                """
                        .formatted(ID, status, json(device));
        var reply = house.replace("/enrollments/" + ID, match, body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    private static String json(IssuedCertificate certificate) {
        return "\"%s\""
                .formatted(CertificateText.pem(certificate.certificate()).replace("\n", "\\n"));
    }
}
