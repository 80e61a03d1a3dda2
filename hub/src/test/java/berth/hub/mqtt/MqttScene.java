package berth.hub.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.audit.AuditEvent;
import berth.core.change.Change;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.HubClient;
import berth.core.hub.HubDevice;
import berth.core.hub.HubMarker;
import berth.core.hub.HubModule;
import berth.core.hub.HubPlace;
import berth.core.hub.ModuleIdentity;
import berth.core.hub.TwinPatch;
import berth.core.hub.message.CommandQueue.Expiry;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.FeedbackRequest;
import berth.core.hub.message.SystemProperty;
import berth.core.hub.message.TelemetryRecord;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.OperationId;
import berth.core.json.JsonObject;
import berth.core.secret.SymmetricKeys;
import berth.hub.CountingRandom;
import berth.hub.HubScene;
import berth.hub.live.LiveScene;
import berth.hub.live.MethodResult;
import berth.hub.live.Outcome;
import berth.hub.live.ServiceSide;

import org.jspecify.annotations.Nullable;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A hub in memory with its MQTT endpoint.
final class MqttScene {
    final LiveScene scene = new LiveScene();
    final List<Duration> pauses = new ArrayList<>();
    final HubMqttEndpoint endpoint;
    private int stored;

    MqttScene() {
        this(HubMqttSettings.DEFAULTS);
    }

    MqttScene(HubMqttSettings settings) {
        endpoint =
                new HubMqttEndpoint(
                        scene.live,
                        settings,
                        scene.clock,
                        new CountingRandom(),
                        pauses::add,
                        Runnable::run);
    }

    Talk talk(X509Certificate... certificates) {
        return new Talk(endpoint, certificates);
    }

    /// A device that a gateway speaks for.
    void child(String id, String role, String gateway) {
        scene.device(id, role);
        var scope = device(gateway).identity().scope();
        scene.devices.<Void>changeDevice(
                LiveScene.HOST,
                new DeviceId(id),
                place -> {
                    var there = ((HubPlace.Occupied) place.orElseThrow()).device();
                    return new Change.Update<>(
                            new HubPlace.Occupied(
                                    new HubDevice(assigned(there.identity(), scope), there.twin())),
                            null);
                });
    }

    private HubDevice device(String id) {
        return scene.devices.device(LiveScene.HOST, new DeviceId(id)).orElseThrow();
    }

    private static DeviceIdentity assigned(DeviceIdentity old, String scope) {
        return new DeviceIdentity(
                old.deviceId(),
                old.generationId(),
                old.etag(),
                old.enabled(),
                old.statusReason(),
                old.statusUpdatedAt(),
                old.authentication(),
                old.iotEdge(),
                old.createdAt(),
                old.role(),
                scope);
    }

    /// A module with the keys K1 and K2.
    void module(String text) {
        var client = HubClient.parse(text);
        var now = scene.clock.instant();
        var identity =
                new ModuleIdentity(
                        client,
                        "1",
                        new ETag("m1"),
                        null,
                        new DeviceAuthentication.SymmetricKeys(
                                new SymmetricKeys(LiveScene.K1, LiveScene.K2)),
                        now);
        var module = new HubModule(identity, device(client.deviceId().value()).twin());
        scene.modules.<Void>changeModule(
                LiveScene.HOST, client, _ -> new Change.Put<>(module, null, audit(now)));
    }

    private static AuditEvent audit(Instant now) {
        return HubScene.OPERATOR.event(now, LiveScene.HOST.value(), "module.created", "m", "");
    }

    void command(String client, String text) {
        var words = new ArrayList<>(List.of(text.split(" ", -1)));
        var body = PacketText.bytes(words.removeLast());
        var system = new LinkedHashMap<String, String>();
        var application = new LinkedHashMap<String, String>();
        var feedback = FeedbackRequest.NONE;
        Expiry expiry = null;
        for (var word : words) {
            var pair = word.split("=", 2);
            switch (pair[0]) {
                case "mid" -> system.put(SystemProperty.MESSAGE_ID, pair[1]);
                case "ct" -> system.put(SystemProperty.CONTENT_TYPE, pair[1]);
                case "ctime" -> system.put(SystemProperty.CREATION_TIME, pair[1]);
                case "ack" -> feedback = FeedbackRequest.of(pair[1]).orElseThrow();
                case "exp" -> {
                    system.put(SystemProperty.EXPIRY, pair[1]);
                    expiry = new Expiry.At(Instant.parse(pair[1]));
                }
                default -> application.put(pair[0], pair.length > 1 ? pair[1] : "");
            }
        }
        command(client, new DeviceMessage(system, application, body), feedback, expiry);
    }

    void command(
            String client,
            DeviceMessage message,
            FeedbackRequest feedback,
            @Nullable Expiry expiry) {
        assertThat(
                        scene.hub()
                                .service()
                                .send(
                                        HubClient.parse(client),
                                        message,
                                        feedback,
                                        expiry,
                                        HubScene.OPERATOR))
                .isEqualTo(Outcome.DONE);
    }

    void disable(String id) {
        scene.registry()
                .setEnabled(
                        new DeviceId(id),
                        new HubMarker("0123456789ab", 1, new OperationId("4.0123456789abcdef.1")),
                        false);
    }

    int depth(String client) {
        return scene.hub().service().depth(HubClient.parse(client));
    }

    CompletableFuture<MethodResult> invoke(String client, String name, String payload) {
        var request =
                new ServiceSide.MethodRequest(
                        HubClient.parse(client),
                        name,
                        PacketText.bytes(payload),
                        Duration.ofSeconds(30),
                        Duration.ZERO);
        return CompletableFuture.supplyAsync(
                () -> scene.hub().service().invoke(request, HubScene.OPERATOR),
                Thread::startVirtualThread);
    }

    void desired(String id, JsonObject desired) {
        scene.patch(id, new TwinPatch(null, desired));
    }

    /// The next message in the log.
    TelemetryRecord stored() {
        var all = scene.stored();
        assertThat(all).as("messages stored").hasSizeGreaterThan(stored);
        return all.get(stored++);
    }

    void expectNothingStored() {
        assertThat(scene.stored()).hasSize(stored);
    }

    /// In one line: whose, what the client said of it, what it is.
    static String text(TelemetryRecord record) {
        var said = new LinkedHashMap<String, String>();
        said.putAll(record.message().system());
        STAMPED.forEach(said::remove);
        said.putAll(record.message().application());
        return "%s %s %s"
                .formatted(record.client(), said, PacketText.text(record.message().body()));
    }

    private static final List<String> STAMPED =
            List.of(
                    SystemProperty.DEVICE_ID,
                    SystemProperty.MODULE_ID,
                    SystemProperty.AUTH_METHOD,
                    SystemProperty.AUTH_GENERATION_ID,
                    SystemProperty.MESSAGE_SOURCE,
                    SystemProperty.ENQUEUED_TIME);
}
