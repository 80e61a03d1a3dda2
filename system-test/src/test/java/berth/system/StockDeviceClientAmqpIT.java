package berth.system;

import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientStatus.PROVISIONING_DEVICE_STATUS_ASSIGNED;
import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientStatus.PROVISIONING_DEVICE_STATUS_DISABLED;
import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientStatus.PROVISIONING_DEVICE_STATUS_ERROR;
import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientSubstatus.INITIAL_ASSIGNMENT;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import berth.net.tls.TlsEngine;
import berth.wire.x509.IssuedCertificate;

import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol;
import com.microsoft.azure.sdk.iot.provisioning.security.SecurityProvider;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.ProvisioningStatus;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientNotFoundException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Microsoft's provisioning client for devices over AMQP, unmodified, on its own port and over
/// WebSockets, with both TLS engines: who gets in, who does not, and what the client makes of it.
final class StockDeviceClientAmqpIT {
    /// One way to the service.
    enum Way {
        AMQPS(ProvisioningDeviceClientTransportProtocol.AMQPS),
        WEB_SOCKET(ProvisioningDeviceClientTransportProtocol.AMQPS_WS);

        private final ProvisioningDeviceClientTransportProtocol protocol;

        Way(ProvisioningDeviceClientTransportProtocol protocol) {
            this.protocol = protocol;
        }
    }

    record Case(TlsEngine engine, Way way) {
        /// An ID of this way's own: one server sees both.
        String name(String stem) {
            return "%s-%s".formatted(stem, way.name().toLowerCase(Locale.ROOT).charAt(0));
        }
    }

    @TempDir private static Path folder;

    private static final Map<TlsEngine, BerthFixture> SERVERS = new EnumMap<>(TlsEngine.class);
    private static final Map<TlsEngine, IssuedCertificate> ROOTS = new EnumMap<>(TlsEngine.class);

    @BeforeAll
    static void start() throws Exception {
        for (var engine : TlsEngine.values()) {
            var berth = BerthFixture.start(folder.resolve(engine.name()), engine);
            SERVERS.put(engine, berth);
            var root = TestAuthority.root("root of the amqp plant");
            ROOTS.put(engine, root);
            berth.service()
                    .createOrUpdateEnrollmentGroup(
                            Enrollments.group(
                                    "plant",
                                    Enrollments.signingCertificate(root.certificate()),
                                    berth.hubHosts().getFirst()));
        }
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(BerthFixture::close);
    }

    static Stream<Case> cases() {
        return Arrays.stream(TlsEngine.values())
                .flatMap(engine -> Arrays.stream(Way.values()).map(way -> new Case(engine, way)));
    }

    private static BerthFixture server(Case at) {
        return Objects.requireNonNull(SERVERS.get(at.engine()));
    }

    private static IssuedCertificate root(Case at) {
        return Objects.requireNonNull(ROOTS.get(at.engine()));
    }

    private static StockDevice register(Case at, SecurityProvider identity) throws Exception {
        return server(at).register(identity, at.way().protocol);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anIndividualEnrollmentIsAssignedByItsKey(Case at) throws Exception {
        var berth = server(at);
        var hub = berth.hubHosts().getLast();
        var keys = Keys.fresh();
        var name = at.name("meter");
        var enrollment = Enrollments.individual(name, keys.attestation(), hub);
        enrollment.setDeviceId(name + "-hall4");
        berth.service().createOrUpdateIndividualEnrollment(enrollment);

        var device = register(at, StockDevice.symmetricKey(name, keys.primary()));

        assertAssigned(device, name, hub, name + "-hall4");
        assertThat(berth.hub(hub).device(name + "-hall4")).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aGroupAssignsADeviceByItsDerivedKey(Case at) throws Exception {
        var berth = server(at);
        var hub = berth.hubHosts().getFirst();
        var keys = Keys.fresh();
        var name = at.name("line-0042");
        berth.service()
                .createOrUpdateEnrollmentGroup(
                        Enrollments.group(at.name("line"), keys.attestation(), hub));

        var device = register(at, StockDevice.symmetricKey(name, keys.derived(name).primary()));

        assertAssigned(device, name, hub, name);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anIndividualEnrollmentIsAssignedByItsCertificate(Case at) throws Exception {
        var berth = server(at);
        var hub = berth.hubHosts().getLast();
        var name = at.name("pump");
        var own = TestAuthority.selfSigned(name);
        berth.service()
                .createOrUpdateIndividualEnrollment(
                        Enrollments.individual(
                                name, Enrollments.clientCertificate(own.certificate()), hub));

        var device = register(at, StockDevice.x509(own.certificate(), own.key(), List.of()));

        assertAssigned(device, name, hub, name);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aGroupAssignsWhomItsRootHasSignedThroughAnIntermediate(Case at) throws Exception {
        var berth = server(at);
        var intermediate = TestAuthority.intermediate(root(at), at.name("hall"));
        var name = at.name("pump-by-chain");
        var leaf = TestAuthority.device(intermediate, name);

        var device =
                register(
                        at,
                        StockDevice.x509(
                                leaf.certificate(),
                                leaf.key(),
                                List.of(intermediate.certificate())));

        assertAssigned(device, name, berth.hubHosts().getFirst(), name);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aDeviceMayRegisterAgain(Case at) throws Exception {
        var berth = server(at);
        var hub = berth.hubHosts().getFirst();
        var keys = Keys.fresh();
        var name = at.name("returning");
        berth.service()
                .createOrUpdateIndividualEnrollment(
                        Enrollments.individual(name, keys.attestation(), hub));

        assertAssigned(
                register(at, StockDevice.symmetricKey(name, keys.primary())), name, hub, name);
        assertAssigned(
                register(at, StockDevice.symmetricKey(name, keys.secondary())), name, hub, name);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aWrongKeyIsRefused(Case at) throws Exception {
        var name = at.name("forgetful");
        server(at)
                .service()
                .createOrUpdateIndividualEnrollment(
                        Enrollments.individual(name, Keys.fresh().attestation()));

        assertRefused(at, name, register(at, StockDevice.symmetricKey(name, Keys.freshKey())));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anUnknownRegistrationIsRefused(Case at) throws Exception {
        var name = at.name("nobody");

        assertRefused(at, name, register(at, StockDevice.symmetricKey(name, Keys.freshKey())));
    }

    /// This client waits a minute for its link, although it has read that the connection is closed.
    @ParameterizedTest
    @MethodSource("cases")
    void aCertificateOfAForeignRootIsRefused(Case at) throws Exception {
        var name = at.name("foreigner");
        // the same name as the enrolled one, another key
        var foreign = TestAuthority.device(TestAuthority.root("root of the amqp plant"), name);

        assertRefused(
                at,
                name,
                register(at, StockDevice.x509(foreign.certificate(), foreign.key(), List.of())));
    }

    /// Disabled is an answer, not a refusal: the device has proven itself and learns why.
    @ParameterizedTest
    @MethodSource("cases")
    void aDisabledEnrollmentIsReportedAsDisabled(Case at) throws Exception {
        var keys = Keys.fresh();
        var name = at.name("retired");
        var enrollment = Enrollments.individual(name, keys.attestation());
        enrollment.setProvisioningStatus(ProvisioningStatus.DISABLED);
        server(at).service().createOrUpdateIndividualEnrollment(enrollment);

        var device = register(at, StockDevice.symmetricKey(name, keys.primary()));

        assertThat(device.result().getProvisioningDeviceClientStatus())
                .isEqualTo(PROVISIONING_DEVICE_STATUS_DISABLED);
        assertThat(device.told()).contains("disabled");
    }

    private static void assertAssigned(
            StockDevice device, String registrationId, String hub, String deviceId) {
        assertThat(device.problem()).isNull();
        var result = device.result();
        assertThat(result.getProvisioningDeviceClientStatus())
                .isEqualTo(PROVISIONING_DEVICE_STATUS_ASSIGNED);
        assertThat(result.getSubstatus()).isEqualTo(INITIAL_ASSIGNMENT);
        assertThat(result.getRegistrationId()).isEqualTo(registrationId);
        assertThat(result.getIothubUri()).isEqualTo(hub);
        assertThat(result.getDeviceId()).isEqualTo(deviceId);
    }

    /// This client tells its application only that it did not work.
    private static void assertRefused(Case at, String registrationId, StockDevice device) {
        assertThat(device.result().getProvisioningDeviceClientStatus())
                .isEqualTo(PROVISIONING_DEVICE_STATUS_ERROR);
        assertThat(device.result().getIothubUri()).isNull();
        assertThat(device.problem()).isNotNull();
        assertThatExceptionOfType(ProvisioningServiceClientNotFoundException.class)
                .isThrownBy(() -> server(at).service().getDeviceRegistrationState(registrationId))
                .withMessageContaining("404202");
    }
}
