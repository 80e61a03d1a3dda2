package berth.system;

import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientStatus.PROVISIONING_DEVICE_STATUS_DISABLED;
import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientStatus.PROVISIONING_DEVICE_STATUS_ERROR;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import berth.net.tls.TlsEngine;
import berth.wire.x509.IssuedCertificate;

import com.microsoft.azure.sdk.iot.provisioning.service.configs.EnrollmentStatus;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.ProvisioningStatus;
import com.microsoft.azure.sdk.iot.provisioning.service.exceptions.ProvisioningServiceClientNotFoundException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Whom Microsoft's provisioning client is told that it may not in, and what it then reports.
///
/// Every refusal that has to do with who the device is reads the same, 401 with code 401002: a
/// stranger cannot find out which scopes and registrations exist.
final class StockDeviceRefusedIT {
    @TempDir private static Path folder;

    private static final Map<TlsEngine, BerthFixture> SERVERS = new EnumMap<>(TlsEngine.class);
    private static final Map<TlsEngine, IssuedCertificate> ROOTS = new EnumMap<>(TlsEngine.class);

    @BeforeAll
    static void start() throws Exception {
        for (var engine : TlsEngine.values()) {
            var berth = BerthFixture.start(folder.resolve(engine.name()), engine);
            SERVERS.put(engine, berth);
            var root = TestAuthority.root("enrolled root");
            ROOTS.put(engine, root);
            berth.service()
                    .createOrUpdateEnrollmentGroup(
                            Enrollments.group(
                                    "plant", Enrollments.signingCertificate(root.certificate())));
        }
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(BerthFixture::close);
    }

    private static BerthFixture server(TlsEngine engine) {
        return Objects.requireNonNull(SERVERS.get(engine));
    }

    private static IssuedCertificate root(TlsEngine engine) {
        return Objects.requireNonNull(ROOTS.get(engine));
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownScopeIsRefused(TlsEngine engine) throws Exception {
        var berth = server(engine);
        var keys = Keys.fresh();
        berth.service()
                .createOrUpdateIndividualEnrollment(
                        Enrollments.individual("elsewhere", keys.attestation()));

        var device =
                StockDevice.register(
                        berth.host(),
                        "0neFFFFFFFF",
                        StockDevice.symmetricKey("elsewhere", keys.primary()));

        assertRefused(device);
        assertUnregistered(berth, "elsewhere");
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownRegistrationIsRefused(TlsEngine engine) throws Exception {
        var berth = server(engine);

        var device = berth.register(StockDevice.symmetricKey("nobody", Keys.freshKey()));

        assertRefused(device);
        assertUnregistered(berth, "nobody");
    }

    @ParameterizedTest
    @EnumSource
    void aWrongKeyIsRefused(TlsEngine engine) throws Exception {
        var berth = server(engine);
        berth.service()
                .createOrUpdateIndividualEnrollment(
                        Enrollments.individual("forgetful", Keys.fresh().attestation()));

        var device = berth.register(StockDevice.symmetricKey("forgetful", Keys.freshKey()));

        assertRefused(device);
        assertUnregistered(berth, "forgetful");
    }

    /// A key derived for one device of a group opens no other registration.
    @ParameterizedTest
    @EnumSource
    void theDerivedKeyOfAnotherDeviceIsRefused(TlsEngine engine) throws Exception {
        var berth = server(engine);
        var keys = Keys.fresh();
        berth.service()
                .createOrUpdateEnrollmentGroup(Enrollments.group("line", keys.attestation()));

        var device =
                berth.register(
                        StockDevice.symmetricKey("line-2", keys.derived("line-1").primary()));

        assertRefused(device);
        assertUnregistered(berth, "line-2");
    }

    @ParameterizedTest
    @EnumSource
    void aCertificateOfAForeignRootIsRefused(TlsEngine engine) throws Exception {
        var berth = server(engine);
        // the same name as the enrolled one, another key
        var foreign = TestAuthority.device(TestAuthority.root("enrolled root"), "foreigner");

        var device =
                berth.register(StockDevice.x509(foreign.certificate(), foreign.key(), List.of()));

        assertRefused(device);
        assertUnregistered(berth, "foreigner");
    }

    @ParameterizedTest
    @EnumSource
    void aTamperedCertificateIsRefused(TlsEngine engine) throws Exception {
        var berth = server(engine);
        var tampered = TestAuthority.tampered(root(engine), "tamperer");

        var device =
                berth.register(StockDevice.x509(tampered.certificate(), tampered.key(), List.of()));

        assertRefused(device);
        assertUnregistered(berth, "tamperer");
    }

    @ParameterizedTest
    @EnumSource
    void anExpiredCertificateIsRefused(TlsEngine engine) throws Exception {
        var berth = server(engine);
        var expired = TestAuthority.expired(root(engine), "veteran");

        var device =
                berth.register(StockDevice.x509(expired.certificate(), expired.key(), List.of()));

        assertRefused(device);
        assertUnregistered(berth, "veteran");
    }

    /// The leaf names the device; between it and the enrolled root an intermediate is missing.
    @ParameterizedTest
    @EnumSource
    void aChainWithAGapIsRefused(TlsEngine engine) throws Exception {
        var berth = server(engine);
        var intermediate = TestAuthority.intermediate(root(engine), "kept back");
        var leaf = TestAuthority.device(intermediate, "gap");

        var device = berth.register(StockDevice.x509(leaf.certificate(), leaf.key(), List.of()));

        assertRefused(device);
        assertUnregistered(berth, "gap");
    }

    @ParameterizedTest
    @EnumSource
    void aRegistrationIdThatIsNotTheCommonNameIsRefused(TlsEngine engine) throws Exception {
        var berth = server(engine);
        var leaf = TestAuthority.device(root(engine), "modest");

        var device = berth.register(StockDevice.x509("pretender", leaf.certificate(), leaf.key()));

        assertRefused(device);
        assertUnregistered(berth, "pretender");
        assertUnregistered(berth, "modest");
    }

    /// Disabled is an answer, not a refusal: the device has proven itself and learns why.
    @ParameterizedTest
    @EnumSource
    void aDisabledEnrollmentIsReportedAsDisabled(TlsEngine engine) throws Exception {
        var berth = server(engine);
        var keys = Keys.fresh();
        var enrollment = Enrollments.individual("retired", keys.attestation());
        enrollment.setProvisioningStatus(ProvisioningStatus.DISABLED);
        berth.service().createOrUpdateIndividualEnrollment(enrollment);

        var device = berth.register(StockDevice.symmetricKey("retired", keys.primary()));

        assertThat(device.result().getProvisioningDeviceClientStatus())
                .isEqualTo(PROVISIONING_DEVICE_STATUS_DISABLED);
        assertThat(device.told()).contains("disabled");
        assertThat(berth.service().getDeviceRegistrationState("retired").getStatus())
                .isEqualTo(EnrollmentStatus.DISABLED);
    }

    private static void assertRefused(StockDevice device) {
        assertThat(device.result().getProvisioningDeviceClientStatus())
                .isEqualTo(PROVISIONING_DEVICE_STATUS_ERROR);
        assertThat(device.result().getIothubUri()).isNull();
        assertThat(device.told()).contains("401 :", "\"errorCode\":401002", "\"trackingId\":");
    }

    private static void assertUnregistered(BerthFixture berth, String registrationId) {
        assertThatExceptionOfType(ProvisioningServiceClientNotFoundException.class)
                .isThrownBy(() -> berth.service().getDeviceRegistrationState(registrationId))
                .withMessageContaining("404202");
    }
}
