package berth.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.cli.fleet.ClientTls;
import berth.cli.fleet.Endpoint;
import berth.cli.fleet.ServiceClient;
import berth.net.tls.TlsEngine;
import berth.server.PemFiles;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;

import com.microsoft.azure.sdk.iot.device.IotHubClientProtocol;
import com.microsoft.azure.sdk.iot.device.ModuleClient;
import com.microsoft.azure.sdk.iot.device.twin.DirectMethodResponse;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubBadFormatException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubConflictException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubNotFoundException;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubPreconditionFailedException;
import com.microsoft.azure.sdk.iot.service.messaging.IotHubServiceClientProtocol;
import com.microsoft.azure.sdk.iot.service.messaging.Message;
import com.microsoft.azure.sdk.iot.service.messaging.MessagingClient;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodRequestOptions;
import com.microsoft.azure.sdk.iot.service.methods.DirectMethodsClient;
import com.microsoft.azure.sdk.iot.service.query.QueryClient;
import com.microsoft.azure.sdk.iot.service.query.QueryPageOptions;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.DeviceConnectionState;
import com.microsoft.azure.sdk.iot.service.registry.DeviceStatus;
import com.microsoft.azure.sdk.iot.service.registry.Module;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import com.microsoft.azure.sdk.iot.service.twin.Twin;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Microsoft's service clients for hubs, unmodified, at an embedded hub.
final class StockHubServiceIT {
    /// Who is not there is not waited for.
    private static final DirectMethodRequestOptions AT_ONCE =
            DirectMethodRequestOptions.builder()
                    .methodResponseTimeoutSeconds(20)
                    .methodConnectTimeoutSeconds(0)
                    .build();

    @TempDir private static Path folder;

    private static BerthFixture berth;
    private static String connectionString;
    private static RegistryClient registry;
    private static TwinClient twins;

    @BeforeAll
    static void start() {
        berth = BerthFixture.start(folder, TlsEngine.BORINGSSL);
        connectionString = berth.ready().hubs().getFirst().connectionString();
        registry = new RegistryClient(connectionString);
        twins = new TwinClient(connectionString);
    }

    @AfterAll
    static void stop() {
        berth.close();
    }

    @Test
    void aDeviceIsAddedReadDisabledAndRemoved() throws Exception {
        var added = registry.addDevice(new Device("crud-1"));
        assertThat(added.getPrimaryKey()).isNotEmpty();
        assertThat(added.getConnectionState()).isEqualTo(DeviceConnectionState.Disconnected);

        added.setStatus(DeviceStatus.Disabled);
        assertThat(registry.updateDevice(added).getStatus()).isEqualTo(DeviceStatus.Disabled);
        assertThat(registry.getDevice("crud-1").getETag()).isNotEqualTo(added.getETag());

        registry.removeDevice("crud-1");
        assertThatExceptionOfType(IotHubNotFoundException.class)
                .isThrownBy(() -> registry.getDevice("crud-1"));
    }

    @Test
    void whatIsThereIsNotAddedAgain() throws Exception {
        registry.addDevice(new Device("twice-1"));

        assertThatExceptionOfType(IotHubConflictException.class)
                .isThrownBy(() -> registry.addDevice(new Device("twice-1")))
                .withMessageContaining("DeviceAlreadyExists");
    }

    @Test
    void devicesAreCounted() throws Exception {
        registry.addDevice(new Device("counted-1"));

        assertThat(registry.getStatistics().getTotalDeviceCount()).isPositive();
    }

    @Test
    void aTwinIsPatchedReplacedAndGuardedByItsEtag() throws Exception {
        registry.addDevice(new Device("twin-1"));
        var patch = new Twin("twin-1");
        patch.getTags().put("site", "hall4");
        patch.getDesiredProperties().put("rate", 30);
        var patched = twins.patch(patch);
        assertThat(patched.getTags()).containsEntry("site", "hall4");

        var replacement = new Twin("twin-1");
        replacement.getDesiredProperties().put("fan", "on");
        var replaced = twins.replace(replacement);
        assertThat(replaced.getTags()).isEmpty();
        assertThat(replaced.getDesiredProperties()).containsOnlyKeys("fan");

        assertThatExceptionOfType(IotHubPreconditionFailedException.class)
                .isThrownBy(() -> twins.patch(patch, patched.getETag()));
        assertThatExceptionOfType(IotHubNotFoundException.class)
                .isThrownBy(() -> twins.get("twin-nobody"));
    }

    @Test
    void aQueryIsPagedAndGroupsAreCounted() throws Exception {
        for (int i = 0; i < 3; i++) {
            registry.addDevice(new Device("query-" + i));
            var twin = new Twin("query-" + i);
            twin.getTags().put("line", i < 2 ? "a" : "b");
            twins.patch(twin);
        }
        var query = new QueryClient(connectionString);
        var page = QueryPageOptions.builder().pageSize(1).build();

        var found = new ArrayList<String>();
        var response = query.queryTwins("SELECT * FROM devices WHERE tags.line = 'a'", page);
        while (response.hasNext()) {
            found.add(response.next(page).getDeviceId());
        }
        var raw =
                query.queryRaw(
                        "SELECT tags.line AS line, COUNT() AS n FROM devices"
                                + " WHERE is_defined(tags.line) GROUP BY tags.line");
        var rows = new ArrayList<String>();
        while (raw.hasNext()) {
            rows.add(raw.next());
        }

        assertThat(found).containsExactlyInAnyOrder("query-0", "query-1");
        assertThat(rows)
                .containsExactlyInAnyOrder("{\"line\":\"a\",\"n\":2}", "{\"line\":\"b\",\"n\":1}");
        assertThatExceptionOfType(IotHubBadFormatException.class)
                .isThrownBy(() -> query.queryTwins("SELECT FROM WHERE"))
                .withMessageContaining("expected a field");
    }

    @Test
    void modulesAreKeptWithTheirDevice() throws Exception {
        registry.addDevice(new Device("edge-1"));
        registry.addModule(new Module("edge-1", "m1"));
        registry.addModule(new Module("edge-1", "m2"));

        assertThat(registry.getModulesOnDevice("edge-1"))
                .extracting(Module::getId)
                .containsExactlyInAnyOrder("m1", "m2");
        var patch = new Twin("edge-1", "m1");
        patch.getDesiredProperties().put("speed", "slow");
        twins.patch(patch);
        assertThat(twins.get("edge-1", "m1").getDesiredProperties()).containsEntry("speed", "slow");

        registry.removeModule("edge-1", "m2");
        registry.removeDevice("edge-1");
        assertThatExceptionOfType(IotHubNotFoundException.class)
                .isThrownBy(() -> registry.getModule("edge-1", "m1"));
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "MQTT_WS", "AMQPS", "AMQPS_WS"})
    void aModuleConnectsSendsAndAnswers(IotHubClientProtocol protocol) throws Exception {
        var device = "host-" + protocol.name().toLowerCase(Locale.ROOT);
        registry.addDevice(new Device(device));
        var module = registry.addModule(new Module(device, "m1"));
        var hub = berth.hubHosts().getFirst();
        var client =
                new ModuleClient(
                        "HostName=%s;DeviceId=%s;ModuleId=m1;SharedAccessKey=%s"
                                .formatted(hub, device, module.getPrimaryKey()),
                        protocol);
        client.open(false);
        client.subscribeToMethods((name, _, _) -> new DirectMethodResponse(200, name), null);
        client.subscribeToDesiredProperties((_, _) -> {}, null);
        client.sendEvent(new com.microsoft.azure.sdk.iot.device.Message("from a module"));

        var response =
                new DirectMethodsClient(connectionString).invoke(device, "m1", "ping", AT_ONCE);
        assertThat(client.getTwin().getDesiredProperties().getVersion()).isPositive();
        client.close();

        assertThat(response.getPayloadAsJsonString()).isEqualTo("\"ping\"");
        assertThat(TelemetryView.of(folder, hub).of(device + "/m1"))
                .extracting(TelemetryView.Entry::body)
                .containsExactly("from a module");
    }

    @Test
    void aMethodOfADeviceThatIsNotThereSaysSo() throws Exception {
        registry.addDevice(new Device("absent-1"));
        var methods = new DirectMethodsClient(connectionString);

        assertThatThrownBy(() -> methods.invoke("absent-1", "ping", AT_ONCE))
                .hasMessageContaining("404103");
        assertThatThrownBy(() -> methods.invoke("absent-nobody", "ping", AT_ONCE))
                .hasMessageContaining("404001");
    }

    @ParameterizedTest
    @EnumSource(IotHubServiceClientProtocol.class)
    void messagesWaitUntilThereAreTooMany(IotHubServiceClientProtocol protocol) throws Exception {
        var device = "queue-" + protocol.name().toLowerCase(Locale.ROOT);
        registry.addDevice(new Device(device));
        var client = new MessagingClient(connectionString, protocol);
        client.open();
        try {
            for (int i = 0; i < 50; i++) {
                client.send(device, new Message("m" + i));
            }
            assertThatThrownBy(() -> client.send(device, new Message("one too many")))
                    .isInstanceOf(Exception.class);
            assertThatThrownBy(() -> client.send("queue-nobody", new Message("to nobody")))
                    .isInstanceOf(IotHubNotFoundException.class);
        } finally {
            client.close();
        }
        assertThat(registry.getDevice(device).getCloudToDeviceMessageCount()).isEqualTo(50);
    }

    /// The Java client has no bulk any more; others have.
    @Test
    void bulkCreatesDevicesWithTwinsAndReportsWhatFailed() throws Exception {
        registry.addDevice(new Device("bulk-there"));
        var ca = PemFiles.certificate(berth.ready().caCertificate()).certificate();
        var hub = berth.ready().hubs().getFirst();
        try (var service =
                ServiceClient.open(
                        new Endpoint(hub.hostName(), berth.ready().ports().https(), List.of(ca)),
                        ClientTls.anonymous(ClientTls.trusting(List.of(ca))),
                        hub.connectionString(),
                        InstantSource.system())) {
            var reply =
                    service.call(
                            "POST",
                            "/devices?api-version=2021-04-12",
                            JsonText.parse(
                                    """
                                    [{"id":"bulk-new","importMode":"create",
                                      "tags":{"site":"x"}},
                                     {"id":"bulk-there","importMode":"create"}]
                                    """,
                                    JsonLimits.DEFAULT));

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body())
                    .contains("\"isSuccessful\":false")
                    .contains("bulk-there")
                    .contains("409001");
        }
        assertThat(twins.get("bulk-new").getTags()).containsEntry("site", "x");
    }
}
