package berth.system;

import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientStatus.PROVISIONING_DEVICE_STATUS_ASSIGNED;
import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientStatus.PROVISIONING_DEVICE_STATUS_DISABLED;
import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientStatus.PROVISIONING_DEVICE_STATUS_ERROR;
import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol.MQTT;
import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol.MQTT_WS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import berth.net.tls.TlsEngine;
import berth.wire.x509.IssuedCertificate;

import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.ProvisioningStatus;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.X509Attestation;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientNotFoundException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Microsoft's provisioning client for devices over MQTT, on its own port and over WebSocket,
/// unmodified: whom it gets assigned, and what it reports of a refusal.
final class StockDeviceClientMqttIT {
    @TempDir private static Path folder;

    private static BerthFixture berth;
    private static IssuedCertificate root;

    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @ParameterizedTest
    @EnumSource(names = {"MQTT", "MQTT_WS"})
    private @interface OverMqtt {}

    @BeforeAll
    static void start() throws Exception {
        berth = BerthFixture.start(folder, TlsEngine.BORINGSSL);
        root = TestAuthority.root("root of the pumps");
        berth.service()
                .createOrUpdateEnrollmentGroup(
                        Enrollments.group(
                                "pumps",
                                Enrollments.signingCertificate(root.certificate()),
                                berth.hubHosts().getFirst()));
    }

    @AfterAll
    static void stop() {
        berth.close();
    }

    /// Both protocols share one server, so names tell them apart.
    private static String name(String what, ProvisioningDeviceClientTransportProtocol protocol) {
        return what + (protocol == MQTT_WS ? "-ws" : protocol == MQTT ? "-tcp" : "-other");
    }

    @OverMqtt
    void anIndividualEnrollmentIsAssignedByItsKey(
            ProvisioningDeviceClientTransportProtocol protocol) throws Exception {
        var id = name("meter", protocol);
        var hub = berth.hubHosts().getLast();
        var keys = Keys.fresh();
        var enrollment = Enrollments.individual(id, keys.attestation(), hub);
        enrollment.setDeviceId("hall4-" + id);
        berth.service().createOrUpdateIndividualEnrollment(enrollment);

        var device = berth.register(StockDevice.symmetricKey(id, keys.primary()), protocol);

        assertAssigned(device, id, hub, "hall4-" + id);
        assertThat(berth.hub(hub).device("hall4-" + id).getPrimaryKey()).isEqualTo(keys.primary());
    }

    @OverMqtt
    void aGroupAssignsADeviceByItsDerivedKey(ProvisioningDeviceClientTransportProtocol protocol)
            throws Exception {
        var id = name("line-0042", protocol);
        var hub = berth.hubHosts().getFirst();
        var keys = Keys.fresh();
        berth.service()
                .createOrUpdateEnrollmentGroup(
                        Enrollments.group(name("line", protocol), keys.attestation(), hub));

        var device =
                berth.register(
                        StockDevice.symmetricKey(id, keys.derived(id).secondary()), protocol);

        assertAssigned(device, id, hub, id);
    }

    @OverMqtt
    void anIndividualEnrollmentIsAssignedByItsCertificate(
            ProvisioningDeviceClientTransportProtocol protocol) throws Exception {
        var id = name("valve", protocol);
        var hub = berth.hubHosts().getLast();
        var own = TestAuthority.selfSigned(id);
        berth.service()
                .createOrUpdateIndividualEnrollment(
                        Enrollments.individual(
                                id,
                                X509Attestation.createFromClientCertificates(
                                        TestAuthority.pem(own.certificate())),
                                hub));

        var device =
                berth.register(StockDevice.x509(own.certificate(), own.key(), List.of()), protocol);

        assertAssigned(device, id, hub, id);
        assertThat(berth.hub(hub).device(id).getPrimaryThumbprint())
                .isEqualTo(TestAuthority.thumbprint(own.certificate()));
    }

    @OverMqtt
    void aGroupAssignsWhomItsRootHasSignedThroughAnIntermediate(
            ProvisioningDeviceClientTransportProtocol protocol) throws Exception {
        var id = name("pump", protocol);
        var intermediate = TestAuthority.intermediate(root, "line 1 of the pumps");
        var leaf = TestAuthority.device(intermediate, id);

        var device =
                berth.register(
                        StockDevice.x509(
                                leaf.certificate(),
                                leaf.key(),
                                List.of(intermediate.certificate())),
                        protocol);

        assertAssigned(device, id, berth.hubHosts().getFirst(), id);
    }

    @OverMqtt
    void aWrongKeyIsRefused(ProvisioningDeviceClientTransportProtocol protocol) throws Exception {
        var id = name("forgetful", protocol);
        berth.service()
                .createOrUpdateIndividualEnrollment(
                        Enrollments.individual(id, Keys.fresh().attestation()));

        assertRefused(berth.register(StockDevice.symmetricKey(id, Keys.freshKey()), protocol), id);
    }

    @OverMqtt
    void anUnknownRegistrationIsRefused(ProvisioningDeviceClientTransportProtocol protocol)
            throws Exception {
        var id = name("nobody", protocol);

        assertRefused(berth.register(StockDevice.symmetricKey(id, Keys.freshKey()), protocol), id);
    }

    @OverMqtt
    void aCertificateOfAForeignRootIsRefused(ProvisioningDeviceClientTransportProtocol protocol)
            throws Exception {
        var id = name("foreigner", protocol);
        // The same name as the enrolled one, another key.
        var leaf = TestAuthority.device(TestAuthority.root("root of the pumps"), id);

        assertRefused(
                berth.register(
                        StockDevice.x509(leaf.certificate(), leaf.key(), List.of()), protocol),
                id);
    }

    @OverMqtt
    void aRegistrationIdThatIsNotTheCommonNameIsRefused(
            ProvisioningDeviceClientTransportProtocol protocol) throws Exception {
        var id = name("pretender", protocol);
        var leaf = TestAuthority.device(root, name("modest", protocol));

        assertRefused(
                berth.register(StockDevice.x509(id, leaf.certificate(), leaf.key()), protocol), id);
    }

    /// Disabled is an answer, not a refusal: the device has proven itself and learns why.
    @OverMqtt
    void aDisabledEnrollmentIsReportedAsDisabled(ProvisioningDeviceClientTransportProtocol protocol)
            throws Exception {
        var id = name("retired", protocol);
        var keys = Keys.fresh();
        var enrollment = Enrollments.individual(id, keys.attestation());
        enrollment.setProvisioningStatus(ProvisioningStatus.DISABLED);
        berth.service().createOrUpdateIndividualEnrollment(enrollment);

        var device = berth.register(StockDevice.symmetricKey(id, keys.primary()), protocol);

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
        assertThat(result.getRegistrationId()).isEqualTo(registrationId);
        assertThat(result.getIothubUri()).isEqualTo(hub);
        assertThat(result.getDeviceId()).isEqualTo(deviceId);
    }

    private static void assertRefused(StockDevice device, String registrationId) {
        assertThat(device.result().getProvisioningDeviceClientStatus())
                .isEqualTo(PROVISIONING_DEVICE_STATUS_ERROR);
        assertThat(device.result().getIothubUri()).isNull();
        // What the MQTT library makes of CONNACK 5.
        assertThat(device.told().toLowerCase(Locale.ROOT)).contains("not authorized");
        assertThatExceptionOfType(ProvisioningServiceClientNotFoundException.class)
                .isThrownBy(() -> berth.service().getDeviceRegistrationState(registrationId));
    }
}
