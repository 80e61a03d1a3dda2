package berth.system;

import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientStatus.PROVISIONING_DEVICE_STATUS_ASSIGNED;
import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientSubstatus.INITIAL_ASSIGNMENT;

import static org.assertj.core.api.Assertions.assertThat;

import berth.net.tls.TlsEngine;

import com.microsoft.azure.sdk.iot.provisioning.service.configs.X509Attestation;
import com.microsoft.azure.sdk.iot.service.auth.AuthenticationType;
import com.microsoft.azure.sdk.iot.service.registry.DeviceStatus;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Microsoft's provisioning client for devices over HTTPS, unmodified: whom it gets assigned, and
/// what the hub then knows. One server for each TLS engine, all cases at once.
final class StockDeviceClientHttpsIT {
    @TempDir private static Path folder;

    private static final Map<TlsEngine, BerthFixture> SERVERS = new EnumMap<>(TlsEngine.class);

    @BeforeAll
    static void start() {
        for (var engine : TlsEngine.values()) {
            SERVERS.put(engine, BerthFixture.start(folder.resolve(engine.name()), engine));
        }
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(BerthFixture::close);
    }

    private static BerthFixture server(TlsEngine engine) {
        return Objects.requireNonNull(SERVERS.get(engine));
    }

    @ParameterizedTest
    @EnumSource
    void anIndividualEnrollmentIsAssignedByItsPrimaryKey(TlsEngine engine) throws Exception {
        var berth = server(engine);
        var hub = berth.hubHosts().getLast();
        var keys = Keys.fresh();
        var enrollment = Enrollments.individual("meter-primary", keys.attestation(), hub);
        enrollment.setDeviceId("hall4-meter");
        berth.service().createOrUpdateIndividualEnrollment(enrollment);

        var device = berth.register(StockDevice.symmetricKey("meter-primary", keys.primary()));

        assertAssigned(device, "meter-primary", hub, "hall4-meter");
        assertKeysAndTwin(berth.hub(hub), "hall4-meter", keys);
    }

    @ParameterizedTest
    @EnumSource
    void anIndividualEnrollmentIsAssignedByItsSecondaryKey(TlsEngine engine) throws Exception {
        var berth = server(engine);
        var hub = berth.hubHosts().getFirst();
        var keys = Keys.fresh();
        berth.service()
                .createOrUpdateIndividualEnrollment(
                        Enrollments.individual("meter-secondary", keys.attestation(), hub));

        var device = berth.register(StockDevice.symmetricKey("meter-secondary", keys.secondary()));

        assertAssigned(device, "meter-secondary", hub, "meter-secondary");
        assertKeysAndTwin(berth.hub(hub), "meter-secondary", keys);
    }

    @ParameterizedTest
    @EnumSource
    void aGroupAssignsADeviceByItsDerivedKey(TlsEngine engine) throws Exception {
        var berth = server(engine);
        var hub = berth.hubHosts().getLast();
        var keys = Keys.fresh();
        berth.service()
                .createOrUpdateEnrollmentGroup(
                        Enrollments.group("line-a", keys.attestation(), hub));
        var derived = keys.derived("line-a-0042");

        var device = berth.register(StockDevice.symmetricKey("line-a-0042", derived.primary()));

        assertAssigned(device, "line-a-0042", hub, "line-a-0042");
        assertKeysAndTwin(berth.hub(hub), "line-a-0042", derived);
    }

    @ParameterizedTest
    @EnumSource
    void aGroupAssignsADeviceByItsDerivedSecondaryKey(TlsEngine engine) throws Exception {
        var berth = server(engine);
        var hub = berth.hubHosts().getFirst();
        var keys = Keys.fresh();
        berth.service()
                .createOrUpdateEnrollmentGroup(
                        Enrollments.group("line-b", keys.attestation(), hub));
        var derived = keys.derived("line-b-0042");

        var device = berth.register(StockDevice.symmetricKey("line-b-0042", derived.secondary()));

        assertAssigned(device, "line-b-0042", hub, "line-b-0042");
        assertKeysAndTwin(berth.hub(hub), "line-b-0042", derived);
    }

    /// The enrollment names no policy and no hub: the instance's policy chooses among all hubs.
    @ParameterizedTest
    @EnumSource
    void anEnrollmentWithoutAPolicyIsAssignedToOneOfTheLinkedHubs(TlsEngine engine)
            throws Exception {
        var berth = server(engine);
        var keys = Keys.fresh();
        berth.service()
                .createOrUpdateIndividualEnrollment(
                        Enrollments.individual("meter-anywhere", keys.attestation()));

        var device = berth.register(StockDevice.symmetricKey("meter-anywhere", keys.primary()));

        assertThat(device.problem()).isNull();
        assertThat(berth.hubHosts()).contains(device.result().getIothubUri());
        assertThat(berth.hub(device.result().getIothubUri()).device("meter-anywhere")).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void anIndividualEnrollmentIsAssignedByItsSelfSignedCertificate(TlsEngine engine)
            throws Exception {
        var berth = server(engine);
        var hub = berth.hubHosts().getLast();
        var own = TestAuthority.selfSigned("pump-own");
        var next = TestAuthority.selfSigned("pump-own");
        berth.service()
                .createOrUpdateIndividualEnrollment(
                        Enrollments.individual(
                                "pump-own",
                                X509Attestation.createFromClientCertificates(
                                        TestAuthority.pem(own.certificate()),
                                        TestAuthority.pem(next.certificate())),
                                hub));

        var device = berth.register(StockDevice.x509(own.certificate(), own.key(), List.of()));

        assertAssigned(device, "pump-own", hub, "pump-own");
        assertThumbprintAndTwin(berth.hub(hub), "pump-own", own.certificate(), next.certificate());
    }

    @ParameterizedTest
    @EnumSource
    void aGroupAssignsWhomItsRootHasSigned(TlsEngine engine) throws Exception {
        var berth = server(engine);
        var hub = berth.hubHosts().getFirst();
        var root = TestAuthority.root("root of plant 1");
        berth.service()
                .createOrUpdateEnrollmentGroup(
                        Enrollments.group(
                                "plant-1",
                                Enrollments.signingCertificate(root.certificate()),
                                hub));
        var leaf = TestAuthority.device(root, "pump-by-root");

        var device = berth.register(StockDevice.x509(leaf.certificate(), leaf.key(), List.of()));

        assertAssigned(device, "pump-by-root", hub, "pump-by-root");
        assertThumbprintAndTwin(
                berth.hub(hub), "pump-by-root", leaf.certificate(), leaf.certificate());
    }

    @ParameterizedTest
    @EnumSource
    void aGroupAssignsWhomItsRootHasSignedThroughAnIntermediate(TlsEngine engine) throws Exception {
        var berth = server(engine);
        var hub = berth.hubHosts().getLast();
        var root = TestAuthority.root("root of plant 2");
        berth.service()
                .createOrUpdateEnrollmentGroup(
                        Enrollments.group(
                                "plant-2",
                                Enrollments.signingCertificate(root.certificate()),
                                hub));
        var intermediate = TestAuthority.intermediate(root, "line 1 of plant 2");
        var leaf = TestAuthority.device(intermediate, "pump-by-chain");

        var device =
                berth.register(
                        StockDevice.x509(
                                leaf.certificate(),
                                leaf.key(),
                                List.of(intermediate.certificate())));

        assertAssigned(device, "pump-by-chain", hub, "pump-by-chain");
        assertThumbprintAndTwin(
                berth.hub(hub), "pump-by-chain", leaf.certificate(), leaf.certificate());
    }

    /// The root is neither known to the service nor sent by the device.
    @ParameterizedTest
    @EnumSource
    void aGroupAssignsWhomItsIntermediateHasSigned(TlsEngine engine) throws Exception {
        var berth = server(engine);
        var hub = berth.hubHosts().getFirst();
        var root = TestAuthority.root("root of plant 3");
        var intermediate = TestAuthority.intermediate(root, "line 1 of plant 3");
        berth.service()
                .createOrUpdateEnrollmentGroup(
                        Enrollments.group(
                                "plant-3-line-1",
                                Enrollments.signingCertificate(intermediate.certificate()),
                                hub));
        var leaf = TestAuthority.device(intermediate, "pump-by-intermediate");

        var device =
                berth.register(
                        StockDevice.x509(
                                leaf.certificate(),
                                leaf.key(),
                                List.of(intermediate.certificate())));

        assertAssigned(device, "pump-by-intermediate", hub, "pump-by-intermediate");
        assertThumbprintAndTwin(
                berth.hub(hub), "pump-by-intermediate", leaf.certificate(), leaf.certificate());
    }

    @ParameterizedTest
    @EnumSource
    void theEndpointMayNameAPort(TlsEngine engine) throws Exception {
        var berth = server(engine);
        var hub = berth.hubHosts().getFirst();
        var keys = Keys.fresh();
        berth.service()
                .createOrUpdateIndividualEnrollment(
                        Enrollments.individual("meter-port", keys.attestation(), hub));

        var device =
                StockDevice.register(
                        berth.hostAndPort(),
                        berth.idScope(),
                        StockDevice.symmetricKey("meter-port", keys.primary()));

        assertAssigned(device, "meter-port", hub, "meter-port");
    }

    /// What happens in the field: a device restarts and registers as if for the first time.
    @ParameterizedTest
    @EnumSource
    void aDeviceThatRegistersAgainStaysWhereItIs(TlsEngine engine) throws Exception {
        var berth = server(engine);
        var keys = Keys.fresh();
        berth.service()
                .createOrUpdateIndividualEnrollment(
                        Enrollments.individual("meter-again", keys.attestation()));
        var first = berth.register(StockDevice.symmetricKey("meter-again", keys.primary()));
        var hub = first.result().getIothubUri();
        var generation = berth.hub(hub).device("meter-again").getGenerationId();

        var second = berth.register(StockDevice.symmetricKey("meter-again", keys.secondary()));

        assertAssigned(second, "meter-again", hub, "meter-again");
        assertThat(second.result().getCreatedDateTimeUtc())
                .isEqualTo(first.result().getCreatedDateTimeUtc());
        assertThat(berth.hub(hub).device("meter-again").getGenerationId()).isEqualTo(generation);
    }

    private static void assertAssigned(
            StockDevice device, String registrationId, String hub, String deviceId) {
        assertThat(device.problem()).isNull();
        var result = device.result();
        assertThat(result.getProvisioningDeviceClientStatus())
                .isEqualTo(PROVISIONING_DEVICE_STATUS_ASSIGNED);
        assertThat(result.getStatus()).isEqualTo("assigned");
        assertThat(result.getSubstatus()).isEqualTo(INITIAL_ASSIGNMENT);
        assertThat(result.getRegistrationId()).isEqualTo(registrationId);
        assertThat(result.getIothubUri()).isEqualTo(hub);
        assertThat(result.getDeviceId()).isEqualTo(deviceId);
        assertThat(result.getETag()).isNotEmpty();
        assertThat(result.getCreatedDateTimeUtc()).endsWith("Z");
    }

    private static void assertKeysAndTwin(HubView hub, String deviceId, Keys keys)
            throws Exception {
        var identity = hub.device(deviceId);
        assertThat(identity.getStatus()).isEqualTo(DeviceStatus.Enabled);
        assertThat(identity.getAuthenticationType()).isEqualTo(AuthenticationType.SAS);
        assertThat(new Keys(identity.getPrimaryKey(), identity.getSecondaryKey())).isEqualTo(keys);
        assertTwin(hub, deviceId);
    }

    private static void assertThumbprintAndTwin(
            HubView hub, String deviceId, X509Certificate primary, X509Certificate secondary)
            throws Exception {
        var identity = hub.device(deviceId);
        assertThat(identity.getStatus()).isEqualTo(DeviceStatus.Enabled);
        assertThat(identity.getAuthenticationType()).isEqualTo(AuthenticationType.SELF_SIGNED);
        assertThat(identity.getPrimaryThumbprint()).isEqualTo(TestAuthority.thumbprint(primary));
        assertThat(identity.getSecondaryThumbprint())
                .isEqualTo(TestAuthority.thumbprint(secondary));
        assertTwin(hub, deviceId);
    }

    private static void assertTwin(HubView hub, String deviceId) throws Exception {
        var twin = hub.twin(deviceId);
        assertThat(twin.getTags()).containsEntry("site", "hall4");
        assertThat(twin.getDesiredProperties()).containsEntry("rate", 30L);
        assertThat(twin.getReportedProperties()).isEmpty();
    }
}
