package berth.connector.eventhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import berth.connector.TestAuthority;
import berth.connector.TestNames;
import berth.connector.guard.AddressRules;
import berth.connector.guard.GuardSettings;
import berth.connector.guard.GuardedClient;
import berth.core.hub.HubClient;
import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.EventTarget.Told;
import berth.core.hub.event.HubEvent;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;
import berth.testkit.http.ReceivedRequest;
import berth.testkit.http.Script;
import berth.testkit.http.ScriptedHttpServer;
import berth.testkit.store.MovableClock;
import berth.wire.json.CloudEventJson;
import berth.wire.json.JsonText;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A receiver of events behind TLS: it is asked first, gets what is signed, and each of its answers
/// comes to what it should.
@Timeout(60)
final class HttpEventhookIT {
    private static final String HOST = "events.example.test";
    private static final HostName ORIGIN = new HostName("berth.example.com");
    private static final Secret KEY =
            Secret.ofBase64("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    private static final Instant NOW = Instant.parse("2030-01-07T08:00:00Z");
    private static final Script AGREES =
            Script.reply(200, "WebHook-Allowed-Origin: berth.example.com\r\n", "");

    private final TestAuthority authority = new TestAuthority();
    private final MovableClock clock = new MovableClock(NOW);
    private ScriptedHttpServer server;

    @BeforeEach
    void open() {
        server = ScriptedHttpServer.start(authority.server(HOST));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aReceiverIsAskedOnceAndThenGetsSignedEvents() {
        var hook = hook(AddressRules.PRIVATE_TOO);
        server.then(AGREES).usually(Script.json(204, ""));

        assertThat(hook.tell(subscription(KEY), List.of(event(1)))).isEqualTo(new Told.Taken());
        assertThat(hook.tell(subscription(KEY), List.of(event(2)))).isEqualTo(new Told.Taken());

        assertThat(server.received().stream().map(ReceivedRequest::method))
                .containsExactly("OPTIONS", "POST", "POST");
        assertThat(server.received().get(0).headers())
                .containsEntry("webhook-request-origin", "berth.example.com");
        var post = server.received().get(2);
        assertThat(post.target()).isEqualTo("/hook?code=1");
        assertThat(post.headers())
                .containsEntry("content-type", "application/cloudevents+json; charset=utf-8")
                .containsEntry("webhook-id", CloudEventJson.id(event(2)))
                .containsEntry("webhook-timestamp", Long.toString(NOW.getEpochSecond()))
                .containsEntry("webhook-signature", "v1," + signature(post));
        assertThat(post.body()).isEqualTo(JsonText.text(CloudEventJson.write(event(2))));
    }

    /// As a receiver would compute it, from nothing but what it got.
    private static String signature(ReceivedRequest post) {
        var signed =
                post.headers().get("webhook-id")
                        + "."
                        + post.headers().get("webhook-timestamp")
                        + "."
                        + post.body();
        return ByteString.of(HmacSha256.of(KEY, signed.getBytes(StandardCharsets.UTF_8))).base64();
    }

    @Test
    void aReceiverIsAskedAgainAfterADay() {
        var hook = hook(AddressRules.PRIVATE_TOO);
        server.then(AGREES).then(Script.json(200, "")).then(AGREES).then(Script.json(200, ""));
        hook.tell(subscription(KEY), List.of(event(1)));
        clock.pass(Duration.ofHours(25));

        hook.tell(subscription(KEY), List.of(event(2)));

        assertThat(server.received().stream().map(ReceivedRequest::method))
                .containsExactly("OPTIONS", "POST", "OPTIONS", "POST");
    }

    @Test
    void aReceiverMayAllowEverybody() {
        server.then(Script.reply(204, "WebHook-Allowed-Origin: *\r\n", ""))
                .then(Script.json(200, ""));

        assertThat(hook(AddressRules.PRIVATE_TOO).tell(subscription(KEY), List.of(event(1))))
                .isEqualTo(new Told.Taken());
    }

    static Stream<Arguments> refusedHandshakes() {
        return Stream.of(
                arguments(Script.json(405, "{}"), "does not answer the webhook handshake"),
                arguments(Script.json(200, "{}"), "does not support the webhook handshake"),
                arguments(
                        Script.reply(200, "WebHook-Allowed-Origin: other.example.com\r\n", ""),
                        "allows other senders than berth.example.com only"),
                arguments(Script.resetAfterRequest(), "the connection broke"));
    }

    @ParameterizedTest
    @MethodSource("refusedHandshakes")
    void whoDoesNotAgreeGetsNoEvent(Script script, String reason) {
        server.usually(script);

        var told = hook(AddressRules.PRIVATE_TOO).tell(subscription(KEY), List.of(event(1)));

        assertThat(told).isInstanceOf(Told.Again.class);
        assertThat(((Told.Again) told).reason()).contains(reason).doesNotContain("code=1");
        assertThat(server.received().stream().map(ReceivedRequest::method)).doesNotContain("POST");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 415, 422})
    void anAnswerThatSpeaksOfTheEventIsFinal(int status) {
        server.then(AGREES).then(Script.json(status, "{}"));

        assertThat(hook(AddressRules.PRIVATE_TOO).tell(subscription(KEY), List.of(event(5))))
                .isEqualTo(
                        new Told.Never(
                                5,
                                "https://"
                                        + HOST
                                        + ":"
                                        + server.port()
                                        + "/hook?****: status "
                                        + status));
    }

    static Stream<Arguments> passing() {
        return Stream.of(
                arguments(Script.json(401, ""), Duration.ZERO),
                arguments(Script.json(404, ""), Duration.ZERO),
                arguments(Script.json(500, ""), Duration.ZERO),
                arguments(Script.reply(302, "Location: /other\r\n", ""), Duration.ZERO),
                arguments(Script.reply(429, "Retry-After: 7\r\n", ""), Duration.ofSeconds(7)),
                arguments(Script.reply(503, "Retry-After: 999999\r\n", ""), RetryAfter.MAX),
                arguments(Script.reply(503, "Retry-After: soon\r\n", ""), Duration.ZERO),
                arguments(Script.raw("no HTTP"), Duration.ZERO),
                arguments(Script.resetAfterRequest(), Duration.ZERO));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void anythingElseMayPass(Script script, Duration notBefore) {
        server.then(AGREES).usually(script);

        var told = hook(AddressRules.PRIVATE_TOO).tell(subscription(KEY), List.of(event(1)));

        assertThat(told).isInstanceOf(Told.Again.class);
        assertThat(((Told.Again) told).notBefore()).isEqualTo(notBefore);
    }

    @Test
    void aReceiverThatHasRetiredIsAskedBeforeItGetsMore() {
        server.then(AGREES).then(Script.json(410, "")).then(AGREES).then(Script.json(200, ""));
        var hook = hook(AddressRules.PRIVATE_TOO);

        assertThat(hook.tell(subscription(KEY), List.of(event(1)))).isInstanceOf(Told.Again.class);
        assertThat(hook.tell(subscription(KEY), List.of(event(1)))).isEqualTo(new Told.Taken());

        assertThat(server.received().stream().map(ReceivedRequest::method))
                .containsExactly("OPTIONS", "POST", "OPTIONS", "POST");
    }

    @Test
    void anAddressInsideIsNotCalled() {
        var told = hook(AddressRules.PUBLIC_ONLY).tell(subscription(KEY), List.of(event(1)));

        assertThat(((Told.Again) told).reason()).contains("must not be called");
        assertThat(server.connections()).isZero();
    }

    @Test
    void nothingIsSentUnsigned() {
        var told = hook(AddressRules.PRIVATE_TOO).tell(subscription(null), List.of(event(1)));

        assertThat(((Told.Again) told).reason()).contains("no key");
        assertThat(server.connections()).isZero();
    }

    private HttpEventhook hook(AddressRules rules) {
        var names = new TestNames().then(HOST, "127.0.0.1");
        var client =
                new GuardedClient(GuardSettings.STANDARD.with(rules), authority.trust(), names);
        return new HttpEventhook(client, new WebhookHandshake(client, ORIGIN), clock);
    }

    private EventSubscription subscription(@Nullable Secret key) {
        var url = URI.create("https://" + HOST + ":" + server.port() + "/hook?code=1");
        return new EventSubscription(
                "assets",
                Set.of(HubEvent.Kind.CREATED),
                new EventSubscription.Target.Webhook(url, key));
    }

    private static HubEvent event(long sequence) {
        return new HubEvent(
                sequence,
                new HubHostName("hub1.example.com"),
                HubClient.device(new DeviceId("dev-01")),
                HubEvent.Kind.CREATED,
                NOW,
                JsonObject.EMPTY);
    }
}
