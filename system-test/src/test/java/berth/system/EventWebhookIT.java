package berth.system;

import static org.assertj.core.api.Assertions.assertThat;

import berth.connector.eventhook.HttpEventhook;
import berth.connector.eventhook.WebhookHandshake;
import berth.connector.guard.AddressRules;
import berth.connector.guard.GuardSettings;
import berth.connector.guard.GuardedClient;
import berth.connector.guard.ServerTrust;
import berth.core.audit.AuditEvent;
import berth.core.change.Change;
import berth.core.hub.HubClient;
import berth.core.hub.event.EventDraft;
import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.HubEvent;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.resilience.Backoff;
import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;
import berth.hub.event.DeliverySettings;
import berth.hub.event.EventDelivery;
import berth.hub.event.EventTargets;
import berth.hub.event.TelemetryTarget;
import berth.testkit.http.Conversation;
import berth.testkit.http.ReceivedRequest;
import berth.testkit.http.Script;
import berth.testkit.http.ScriptedHttpServer;
import berth.testkit.store.InMemoryAuditLog;
import berth.testkit.store.InMemoryEventOutbox;
import berth.testkit.store.InMemorySubscriptionStore;
import berth.testkit.store.InMemoryTelemetryLog;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.x509.CertificateIssuer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/// What happens in a hub, told to a real receiver over HTTPS: signed, in each device's order, and
/// whole even though the receiver fails and the sender is killed in the middle.
@Timeout(120)
final class EventWebhookIT {
    private static final HubHostName HUB = new HubHostName("hub1.example.com");
    private static final String RECEIVER = "events.example.test";
    private static final Secret KEY = Secret.random(32, new SecureRandom());
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int DEVICES = 5;
    private static final int EVENTS = 200;
    private static final DeliverySettings SETTINGS =
            new DeliverySettings(
                    new Backoff(Duration.ofMillis(5), Duration.ofMillis(50)),
                    1_000,
                    Duration.ofDays(1),
                    64,
                    4,
                    100,
                    Duration.ofMillis(10),
                    Duration.ofMillis(50));

    private final InstantSource clock = InstantSource.system();
    private final InMemoryEventOutbox outbox = new InMemoryEventOutbox(clock);
    private final InMemorySubscriptionStore subscriptions =
            new InMemorySubscriptionStore(new InMemoryAuditLog(), outbox);
    private final CertificateIssuer issuer = new CertificateIssuer(clock, new SecureRandom());
    private final AtomicInteger posts = new AtomicInteger();
    private ScriptedHttpServer receiver;
    private ServerTrust trust;

    @BeforeEach
    void open() {
        var root = issuer.rootAuthority("Test Root", Duration.ofDays(1));
        trust = ServerTrust.only(List.of(root.certificate()));
        receiver =
                ScriptedHttpServer.start(
                        issuer.server(
                                root,
                                List.of(RECEIVER),
                                List.of(InetAddress.getLoopbackAddress()),
                                Duration.ofDays(1)));
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void aReceiverThatFailsAndASenderThatDiesLoseNothing() throws Exception {
        receiver.usually(this::misbehave);
        subscribe();
        var first = delivery();
        first.start();
        for (int i = 0; i < EVENTS; i++) {
            happen("device-" + i % DEVICES);
            if (i == EVENTS / 2) {
                Await.until(
                        "some of it is told",
                        PATIENCE,
                        () -> taken().size(),
                        told -> told > EVENTS / 8);
                first.close();
            }
        }
        try (var second = delivery()) {
            second.start();
            Await.until(
                    "everything is told",
                    PATIENCE,
                    () -> subscriptions.cursor(HUB, "assets").orElseThrow(),
                    cursor -> cursor == EVENTS);
        }

        assertThat(new TreeSet<>(taken())).hasSize(EVENTS);
        assertThat(subscriptions.deadLetters(HUB, "assets", 10)).isEmpty();
        assertThat(posts()).allSatisfy(EventWebhookIT::isSignedByUs);
        for (int device = 0; device < DEVICES; device++) {
            assertThat(firstTellings("device-" + device)).hasSize(EVENTS / DEVICES).isSorted();
        }
    }

    /// Agrees to the handshake; of the events it takes most, loses some after reading them, and
    /// wants others later.
    private void misbehave(Conversation conversation) throws IOException, InterruptedException {
        if (conversation.request().method().equals("OPTIONS")) {
            Script.reply(200, "WebHook-Allowed-Origin: *\r\n", "").play(conversation);
            return;
        }
        switch (posts.incrementAndGet() % 7) {
            case 3 -> conversation.reset();
            case 5 -> Script.json(503, "").play(conversation);
            default -> Script.json(204, "").play(conversation);
        }
    }

    private EventDelivery delivery() {
        var settings = GuardSettings.STANDARD.with(AddressRules.PRIVATE_TOO).withTriesMax(1);
        var client =
                new GuardedClient(settings, trust, _ -> List.of(InetAddress.getLoopbackAddress()));
        var handshake = new WebhookHandshake(client, new HostName("berth.example.com"));
        return new EventDelivery(
                () -> List.of(HUB),
                outbox,
                subscriptions,
                new EventTargets(
                        new HttpEventhook(client, handshake, clock),
                        null,
                        new TelemetryTarget(new InMemoryTelemetryLog(clock), _ -> 0)),
                SETTINGS,
                clock,
                new SecureRandom());
    }

    private void subscribe() {
        var url = URI.create("https://" + RECEIVER + ":" + receiver.port() + "/hook");
        var subscription =
                new EventSubscription(
                        "assets",
                        EnumSet.allOf(HubEvent.Kind.class),
                        new EventSubscription.Target.Webhook(url, KEY));
        var audit = new AuditEvent(clock.instant(), HUB.value(), "test", "", "test", "", "", "");
        subscriptions.changeSubscription(
                HUB, "assets", _ -> new Change.Put<>(subscription, true, audit));
    }

    private void happen(String device) {
        outbox.append(HUB, List.of(EventDraft.connected(HubClient.device(new DeviceId(device)))));
    }

    private List<ReceivedRequest> posts() {
        return receiver.received().stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
    }

    private List<String> taken() {
        return posts().stream().map(post -> post.headers().get("webhook-id")).toList();
    }

    /// The sequences of a device's events in the order in which they were first heard of.
    private List<String> firstTellings(String device) throws Exception {
        var seen = new HashSet<String>();
        var told = new ArrayList<String>();
        for (var post : posts()) {
            var event = (JsonObject) JsonText.parse(post.body(), JsonLimits.DEFAULT);
            var sequence = text(event, "sequence");
            if (text(event, "subject").equals("devices/" + device) && seen.add(sequence)) {
                told.add(sequence);
            }
        }
        return told;
    }

    private static String text(JsonObject event, String name) {
        return ((JsonString) event.member(name).orElseThrow()).value();
    }

    private static void isSignedByUs(ReceivedRequest post) {
        var headers = post.headers();
        var signed =
                headers.get("webhook-id")
                        + "."
                        + headers.get("webhook-timestamp")
                        + "."
                        + post.body();
        var expected = HmacSha256.of(KEY, signed.getBytes(StandardCharsets.UTF_8));
        assertThat(headers.get("webhook-signature"))
                .isEqualTo("v1," + ByteString.of(expected).base64());
    }
}
