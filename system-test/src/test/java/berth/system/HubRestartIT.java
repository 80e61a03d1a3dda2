package berth.system;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubClient;
import berth.core.hub.message.CommandQueue.Expiry;
import berth.core.hub.message.CommandQueue.NewCommand;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.FeedbackRequest;
import berth.core.hub.message.SystemProperty;
import berth.core.hub.message.TelemetryRecord;
import berth.core.id.HubHostName;
import berth.store.sql.SqlStore;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.Qos;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// What a hub has acknowledged survives `kill -9`: telemetry, what a device reported, what it
/// listens to, and the messages that wait for it.
final class HubRestartIT {
    private static final HubHostName HUB = HubLine.HUB;
    private static final int DEVICES = 4;
    private static final int KILLED_AFTER = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String RESPONSES = "$iothub/twin/res/#";

    @TempDir private static Path folder;

    @Test
    void acknowledgedTelemetryIsThereAfterAKill() throws Exception {
        var data = folder.resolve("telemetry");
        Set<String> acknowledged;
        try (var server = ChildServer.start(data, folder)) {
            for (int device = 0; device < DEVICES; device++) {
                HubLine.create(server, "dev-" + device);
            }
            acknowledged = sendUntilKilled(server);
        }

        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLED_AFTER);
        assertThat(stored(data)).containsAll(acknowledged);
    }

    private static Set<String> sendUntilKilled(ChildServer server) throws Exception {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        var enough = new CountDownLatch(KILLED_AFTER);
        try (var devices = Executors.newVirtualThreadPerTaskExecutor()) {
            var runs = new ArrayList<Future<?>>();
            for (int device = 0; device < DEVICES; device++) {
                var id = "dev-" + device;
                runs.add(
                        devices.submit(
                                () -> {
                                    sendForEver(server, id, acknowledged, enough);
                                    return id;
                                }));
            }
            assertThat(enough.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            server.kill();
            for (var run : runs) {
                run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
        return acknowledged;
    }

    /// Ends with the connection.
    private static void sendForEver(
            ChildServer server, String id, Set<String> acknowledged, CountDownLatch enough)
            throws Exception {
        try (var device = HubLine.connect(server, id, false)) {
            for (int number = 1; ; number++) {
                var text = id + "#" + number;
                int packetId = number % 0xffff + 1;
                device.send(
                        MqttPacket.Publish.atLeastOnce(
                                "devices/" + id + "/messages/events/",
                                HubLine.bytes(text),
                                packetId));
                if (!device.next().equals(Optional.of(new MqttPacket.PubAck(packetId)))) {
                    return;
                }
                acknowledged.add(text);
                enough.countDown();
            }
        } catch (IOException _) {
            // killed before it answered: this device knows nothing of its last message
        }
    }

    private static Set<String> stored(Path data) {
        var texts = new HashSet<String>();
        try (var store = open(data)) {
            long after = 0;
            List<TelemetryRecord> records;
            do {
                records = store.telemetry().read(HUB, null, after, 1000, Long.MAX_VALUE);
                for (var record : records) {
                    texts.add(
                            new String(
                                    record.message().body().toByteArray(), StandardCharsets.UTF_8));
                    after = record.sequence();
                }
            } while (!records.isEmpty());
        }
        return texts;
    }

    @Test
    void aDeviceFindsItsSubscriptionsItsTwinAndItsMessagesAfterAKill() throws Exception {
        var data = folder.resolve("session");
        try (var server = ChildServer.start(data, folder)) {
            HubLine.create(server, "dev-1");
            try (var device = HubLine.connect(server, "dev-1", false)) {
                subscribe(device, "devices/dev-1/messages/devicebound/#", Qos.AT_LEAST_ONCE);
                subscribe(device, RESPONSES, Qos.AT_MOST_ONCE);
                assertThat(report(device, "{\"color\":\"red\"}"))
                        .startsWith("$iothub/twin/res/204/");
                server.kill();
            }
        }
        try (var store = open(data)) {
            var generation =
                    store.hubs()
                            .device(HUB, HubClient.parse("dev-1").deviceId())
                            .orElseThrow()
                            .identity()
                            .generationId();
            assertThat(store.commands().enqueue(HUB, command(generation), 50)).isTrue();
        }

        try (var server = ChildServer.start(data, folder);
                var device = HubLine.connect(server, "dev-1", true)) {
            var message = (MqttPacket.Publish) device.next().orElseThrow();
            assertThat(message.topic()).startsWith("devices/dev-1/messages/devicebound/%24.");
            assertThat(message.payload()).isEqualTo(HubLine.bytes("wake up"));
            assertThat(twin(server)).contains("\"color\":\"red\"");
        }
    }

    private static NewCommand command(String generation) {
        return new NewCommand(
                HubClient.parse("dev-1"),
                generation,
                new DeviceMessage(
                        Map.of(
                                SystemProperty.MESSAGE_ID,
                                "m-1",
                                SystemProperty.TO,
                                "/devices/dev-1/messages/devicebound"),
                        Map.of(),
                        HubLine.bytes("wake up")),
                FeedbackRequest.NONE,
                new Expiry.After(Duration.ofHours(1)));
    }

    private static String report(RawMqtt device, String patch) throws IOException {
        device.send(
                MqttPacket.Publish.atMostOnce(
                        "$iothub/twin/PATCH/properties/reported/?$rid=1", HubLine.bytes(patch)));
        return ((MqttPacket.Publish) device.next().orElseThrow()).topic();
    }

    private static void subscribe(RawMqtt device, String filter, Qos qos) throws IOException {
        device.send(new MqttPacket.Subscribe(7, List.of(new MqttPacket.Subscription(filter, qos))));
        assertThat(device.next()).contains(new MqttPacket.SubAck(7, List.of(qos.level())));
    }

    private static String twin(ChildServer server) throws Exception {
        return server.hub(HUB.value())
                .send(
                        "GET",
                        "/twins/dev-1?api-version=2021-04-12",
                        Map.of("Authorization", HubLine.serviceToken(server)),
                        "")
                .body();
    }

    private static SqlStore open(Path data) {
        return SqlStore.openSqlite(data, InstantSource.system(), new SecureRandom());
    }
}
