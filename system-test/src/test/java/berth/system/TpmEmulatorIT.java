package berth.system;

import static com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientStatus.PROVISIONING_DEVICE_STATUS_ASSIGNED;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import berth.core.id.ByteString;
import berth.core.json.JsonString;
import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;
import berth.core.tpm.TpmIdentity;
import berth.net.tls.TlsEngine;

import com.microsoft.azure.sdk.iot.provisioning.device.ProvisioningDeviceClientTransportProtocol;
import com.microsoft.azure.sdk.iot.provisioning.service.configs.TpmAttestation;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Devices with a TPM that is not of our making: libtpms, driven by Microsoft's TSS.Java, once
/// under our own device side and once under Microsoft's provisioning client.
final class TpmEmulatorIT {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final ByteString TEXT =
            ByteString.of("what a hub has signed".getBytes(StandardCharsets.UTF_8));

    @TempDir private static Path folder;

    private static BerthFixture berth;

    @BeforeAll
    static void start() {
        berth = BerthFixture.start(folder.resolve("berth"), TlsEngine.BORINGSSL);
    }

    @AfterAll
    static void stop() {
        berth.close();
    }

    /// Over which protocols the stock client registers with a TPM.
    static List<ProvisioningDeviceClientTransportProtocol> protocols() {
        return List.of(
                ProvisioningDeviceClientTransportProtocol.HTTPS,
                ProvisioningDeviceClientTransportProtocol.AMQPS,
                ProvisioningDeviceClientTransportProtocol.AMQPS_WS);
    }

    private static Swtpm emulator(String name) throws Exception {
        Swtpm.require();
        return Swtpm.start(Files.createDirectory(folder.resolve(name)));
    }

    private static String enroll(String id, DeviceTpm tpm) throws Exception {
        var hub = berth.hubHosts().getLast();
        berth.service()
                .createOrUpdateIndividualEnrollment(
                        Enrollments.individual(
                                id, new TpmAttestation(tpm.endorsementKey().base64()), hub));
        return hub;
    }

    private static TpmDeviceRun device(String id, DeviceTpm tpm) {
        return new TpmDeviceRun(berth.raw(), berth.idScope(), id, tpm);
    }

    private static StockDevice registered(
            String id, DeviceTpm tpm, ProvisioningDeviceClientTransportProtocol protocol)
            throws Exception {
        return StockDevice.register(berth.host(), berth.idScope(), new StockTpm(id, tpm), protocol);
    }

    /// The TPM signs with the key that the hub expects.
    private static void assertSignsForItsHub(DeviceTpm tpm, String hub, String deviceId)
            throws Exception {
        var key = berth.hub(hub).device(deviceId).getPrimaryKey();
        assertThat(tpm.sign(TEXT)).isEqualTo(signed(Secret.ofBase64(key)));
    }

    private static ByteString signed(Secret key) {
        return ByteString.of(HmacSha256.of(key, TEXT.toByteArray()));
    }

    @Test
    void anEmulatedTpmTakesTheKeyThatWasWrappedForIt() throws Exception {
        try (var emulator = emulator("crypto")) {
            var tpm = new EmulatedTpm(emulator);
            var random = new SecureRandom();
            var key = Secret.random(32, random);
            var identity = new TpmIdentity(tpm.endorsementKey(), tpm.storageRootKey());

            tpm.activate(identity.wrap(key, random));

            assertThat(tpm.sign(TEXT)).isEqualTo(signed(key));
            assertThat(tpm.endorsementKey().length()).isEqualTo(316);
            assertThat(tpm.storageRootKey().length()).isEqualTo(284);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ourDeviceIsAssignedByAnEmulatedTpm(boolean showsKeysAgain) throws Exception {
        var id = "tpm-own-" + showsKeysAgain;
        try (var emulator = emulator(id)) {
            var tpm = new EmulatedTpm(emulator);
            var hub = enroll(id, tpm);
            var device = device(id, tpm);

            device.activate(device.showKeys());
            var token = device.token(HOUR);
            var state = device.end(device.showToken(token, showsKeysAgain), token);

            assertThat(state.members()).containsEntry("status", new JsonString("assigned"));
            assertSignsForItsHub(tpm, hub, id);
        }
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void theStockClientIsAssignedByAnEmulatedTpm(ProvisioningDeviceClientTransportProtocol protocol)
            throws Exception {
        var id = "tpm-stock-" + protocol.name().toLowerCase(Locale.ROOT);
        try (var emulator = emulator(id)) {
            assertStockClientIsAssigned(id, new EmulatedTpm(emulator), protocol);
        }
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void theStockClientIsAssignedByASoftwareTpm(ProvisioningDeviceClientTransportProtocol protocol)
            throws Exception {
        var id = "tpm-soft-" + protocol.name().toLowerCase(Locale.ROOT);
        assertStockClientIsAssigned(id, new SoftwareDeviceTpm(), protocol);
    }

    /// Twice: a device restarts and registers as if for the first time.
    private static void assertStockClientIsAssigned(
            String id, DeviceTpm tpm, ProvisioningDeviceClientTransportProtocol protocol)
            throws Exception {
        var hub = enroll(id, tpm);

        var first = registered(id, tpm, protocol);
        assertThat(first.problem()).isNull();
        assertThat(first.result().getProvisioningDeviceClientStatus())
                .isEqualTo(PROVISIONING_DEVICE_STATUS_ASSIGNED);
        assertThat(first.result().getIothubUri()).isEqualTo(hub);
        assertThat(first.result().getDeviceId()).isEqualTo(id);
        assertSignsForItsHub(tpm, hub, id);
        var generation = berth.hub(hub).device(id).getGenerationId();
        var firstSignature = tpm.sign(TEXT);

        var second = registered(id, tpm, protocol);
        assertThat(second.problem()).isNull();
        assertSignsForItsHub(tpm, hub, id);
        assertThat(tpm.sign(TEXT)).isNotEqualTo(firstSignature);
        assertThat(berth.hub(hub).device(id).getGenerationId()).isEqualTo(generation);
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void theStockClientIsRefusedWithAnotherTpmThanTheEnrolledOne(
            ProvisioningDeviceClientTransportProtocol protocol) throws Exception {
        var id = "tpm-other-" + protocol.name().toLowerCase(Locale.ROOT);
        var hub = enroll(id, new SoftwareDeviceTpm());

        var device = registered(id, new SoftwareDeviceTpm(), protocol);

        assertThat(device.problem()).isNotNull();
        assertThatExceptionOfType(IotHubNotFoundException.class)
                .isThrownBy(() -> berth.hub(hub).device(id));
    }

    @Test
    void aChallengeAndItsEndsAreAsTheContractHasThem() throws Exception {
        var id = "tpm-rounds";
        var tpm = new SoftwareDeviceTpm();
        enroll(id, tpm);
        var device = device(id, tpm);

        var challenge = device.showKeys();
        assertThat(challenge.status()).isEqualTo(401);
        assertThat(TpmDeviceRun.names(challenge))
                .containsExactly("message", "keyName", "authenticationKey");
        assertThat(TpmDeviceRun.text(challenge, "keyName")).isEqualTo("registration");

        device.activate(challenge);
        var token = device.token(HOUR);
        var accepted = device.showToken(token, true);
        assertThat(accepted.status()).isEqualTo(202);
        var operation = TpmDeviceRun.text(accepted, "operationId");
        device.end(accepted, token);

        // The same token again, as after a lost answer: the same operation, with its key.
        var again = device.showToken(token, false);
        assertThat(again.status()).isEqualTo(202);
        assertThat(TpmDeviceRun.text(again, "operationId")).isEqualTo(operation);
        assertThat(device.poll(operation, token).status()).isEqualTo(200);

        // Once it is challenged anew the old token opens nothing more: beside keys it gets another
        // challenge, alone a refusal. What it has opened can still be asked about.
        device.showKeys();
        assertThat(TpmDeviceRun.names(device.showToken(token, true))).contains("authenticationKey");
        assertThat(TpmDeviceRun.names(device.showToken(token, false))).contains("errorCode");
        assertThat(device.poll(operation, token).status()).isEqualTo(200);
    }

    @Test
    void whoIsNotKnownOrNotWhoHeSaysIsRefused() throws Exception {
        var tpm = new SoftwareDeviceTpm();
        enroll("tpm-enrolled", tpm);

        var unknown = device("tpm-nobody", tpm).showKeys();
        var other = device("tpm-enrolled", new SoftwareDeviceTpm()).showKeys();

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body()).contains("404201");
        assertThat(other.status()).isEqualTo(401);
        assertThat(TpmDeviceRun.names(other)).contains("errorCode").doesNotContain("keyName");
    }
}
