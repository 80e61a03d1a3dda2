package berth.hub.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.audit.Caller;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.HubClient;
import berth.core.hub.TwinPatch;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.FeedbackRequest;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.hub.HubScene;
import berth.hub.live.LiveScene;
import berth.hub.live.MethodResult;
import berth.hub.live.Outcome;
import berth.hub.live.ServiceSide.MethodRequest;
import berth.hub.registry.Precondition;
import berth.testkit.amqp.AmqpClient;
import berth.testkit.x509.TestCertificates;
import berth.wire.uri.PercentEncoding;

import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedByte;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.ReceiverSettleMode;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/// Devices on AMQP, as the stock clients do it. Source: iot-hub-protocol, sections 3 and 11.1.
class HubAmqpDeviceTest {
    private static final String HOST = Bench.HOST;
    private static final Caller CALLER = new Caller("service", "192.0.2.9", "T");

    private final LiveScene scene = new LiveScene();

    private Bench bench() {
        return new Bench(scene, AmqpClient.withoutSasl());
    }

    private Bench device(String id) {
        scene.device(id);
        return bench().admitted(id);
    }

    private static Message twinRequest(Object id, Map<String, Object> annotations, String body) {
        var message = Message.Factory.create();
        message.setCorrelationId(id);
        var symbols = new HashMap<Symbol, Object>();
        annotations.forEach((name, value) -> symbols.put(Symbol.valueOf(name), value));
        message.setMessageAnnotations(new MessageAnnotations(symbols));
        message.setBody(new Data(new Binary(body.getBytes(StandardCharsets.UTF_8))));
        return message;
    }

    private static Object annotation(Message message, String name) {
        return message.getMessageAnnotations().getValue().get(Symbol.valueOf(name));
    }

    private void command(String id, String messageId, FeedbackRequest feedback) {
        var outcome =
                scene.hub()
                        .service()
                        .send(
                                HubClient.parse(id),
                                new DeviceMessage(
                                        Map.of("message-id", messageId),
                                        Map.of("color", "red"),
                                        ByteString.of((byte) 'x')),
                                feedback,
                                null,
                                CALLER);
        assertThat(outcome).isEqualTo(Outcome.DONE);
    }

    // Coming in.

    /// Java by SASL ANONYMOUS, C by MSSBCBS, C# and Node without SASL, each with its own kind of
    /// message identifier, token type and audience.
    @ParameterizedTest
    @CsvSource({
        "ANONYMOUS, uuid, servicebus.windows.net:sastoken, false",
        "MSSBCBS, ulong, servicebus.windows.net:sastoken, false",
        "'', string, servicebus.windows.net:sastoken, true",
        "'', string, azure-devices.net:sastoken, false"
    })
    void everyStockClientShowsItsToken(
            String mechanism, String kind, String type, boolean audienceEncoded) {
        scene.device("dev-01");
        var bench =
                new Bench(
                        scene,
                        mechanism.isEmpty()
                                ? AmqpClient.withoutSasl()
                                : AmqpClient.mechanism(mechanism));
        Object id =
                switch (kind) {
                    case "uuid" -> new UUID(1, 2);
                    case "ulong" -> UnsignedLong.valueOf(7);
                    default -> "m-1";
                };
        var audience = HOST + "/devices/dev-01";

        var answer =
                bench.cbs(
                        bench.client.begin(),
                        Bench.putToken(
                                id,
                                type,
                                audienceEncoded ? PercentEncoding.encode(audience) : audience,
                                bench.token("dev-01")));

        assertThat(answer.getCorrelationId()).isEqualTo(id);
        assertThat(answer.getApplicationProperties().getValue())
                .isEqualTo(Map.of("status-code", 200, "status-description", "OK"));
        assertThat(Bench.refusal(bench.sender("/devices/dev-01/messages/events"))).isEmpty();
    }

    /// The first bytes of the stock clients, and the answers to them.
    @Test
    void aConnectionMayBeginWithSaslOrWithout() {
        var hex = HexFormat.of();
        var withSasl = Bench.first(scene, hex.parseHex("414d515003010000"));
        assertThat(hex.formatHex(withSasl))
                .startsWith("414d515003010000")
                .containsSubsequence(
                        hex.formatHex("MSSBCBS".getBytes(StandardCharsets.US_ASCII)),
                        hex.formatHex("ANONYMOUS".getBytes(StandardCharsets.US_ASCII)),
                        hex.formatHex("PLAIN".getBytes(StandardCharsets.US_ASCII)),
                        hex.formatHex("EXTERNAL".getBytes(StandardCharsets.US_ASCII)));

        var without =
                Bench.first(
                        scene,
                        hex.parseHex(
                                "414d515000010000"
                                        + "0000002302000000005310c0160"
                                        + "2a10163a110687562312e6578616d706c652e636f6d"));
        assertThat(hex.formatHex(without))
                .startsWith("414d515000010000")
                .contains("005310")
                .doesNotContain("005318");
    }

    @ParameterizedTest
    @CsvSource({
        "hub1.example.com/devices/dev-02, servicebus.windows.net:sastoken, 401",
        "hub1.example.com/devices/nobody, servicebus.windows.net:sastoken, 401",
        "hub1.example.com, servicebus.windows.net:sastoken, 401",
        "hub2.example.com/devices/dev-01, servicebus.windows.net:sastoken, 400",
        "hub1.example.com/devices/dev-01, jwt, 400"
    })
    void aTokenThatIsNotGoodIsToldSo(String audience, String type, int status) {
        scene.device("dev-01");
        scene.device("dev-02");
        var bench = bench();

        var answer =
                bench.cbs(
                        bench.client.session(),
                        Bench.putToken("m", type, audience, bench.token("dev-01")));

        assertThat(Bench.status(answer)).isEqualTo(status);
    }

    @Test
    void aLinkBeforeTheTokenIsRefused() {
        scene.device("dev-01");
        var sender = bench().sender("/devices/dev-01/messages/events");

        assertThat(Bench.refusal(sender)).isEqualTo("amqp:unauthorized-access");
        assertThat(sender.getRemoteTarget()).isNull();
    }

    @Test
    void whoProvesNothingIsClosed() {
        var bench = bench();
        bench.pass(Duration.ofSeconds(60));

        assertThat(bench.client.closedWith()).isEqualTo("amqp:unauthorized-access");
    }

    @Test
    void aHubThatIsNotThereIsSaidToBe() {
        var client = AmqpClient.withoutSasl();
        var bench = new Bench(scene, client, "hub9.example.com");

        bench.until(() -> !client.closedWith().isEmpty());

        assertThat(client.closedWith()).isEqualTo("amqp:not-found");
    }

    @Test
    void aCertificateLetsADeviceInWithoutSasl() throws CertificateEncodingException {
        var certificate = TestCertificates.device("dev-x").certificate();
        var thumbprint = ByteString.sha256(certificate.getEncoded());
        scene.device(
                "dev-x",
                new DeviceAuthentication.Thumbprints(thumbprint, thumbprint),
                TwinPatch.NOTHING);
        var bench =
                new Bench(scene, AmqpClient.withoutSasl(), List.of(certificate), OtherNodes.NONE);
        var sender = bench.sender("/devices/dev-x/messages/events");
        bench.client.send(sender, AmqpClient.message(Map.of(), null, "1"));
        bench.until(() -> bench.client.outcomes().size() == 1);

        assertThat(scene.stored()).hasSize(1);
        assertThat(Bench.refusal(bench.sender("/devices/dev-y/messages/events"))).isNotEmpty();
    }

    @Test
    void saslPlainIsForDevicesToo() {
        scene.device("dev-01");
        var client = AmqpClient.plain("dev-01@sas.hub1", scene.token("dev-01"));
        var bench = new Bench(scene, client);
        bench.until(client::isOpen);

        assertThat(Bench.refusal(bench.sender("/devices/dev-01/messages/events"))).isEmpty();
    }

    @Test
    void aWrongPasswordIsRefused() {
        scene.device("dev-01");
        scene.device("dev-02");
        var client = AmqpClient.plain("dev-02@sas.hub1", scene.token("dev-01"));
        var bench = new Bench(scene, client);

        bench.until(bench.link::isClosed);

        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void manyDevicesShareAConnection() {
        for (int at = 0; at < 20; at++) {
            scene.device("dev-" + at);
        }
        var bench = bench();
        for (int at = 0; at < 20; at++) {
            bench.admitted("dev-" + at);
            var on = bench.client.begin();
            var sender = bench.sender(on, "/devices/dev-" + at + "/messages/events");
            bench.client.send(sender, AmqpClient.message(Map.of(), null, "1"));
        }
        bench.until(() -> bench.client.outcomes().size() >= 40);

        assertThat(scene.stored()).hasSize(20);
        assertThat(bench.client.closedWith()).isEmpty();
    }

    @Test
    void aDevicesTokenIsNotItsModules() {
        assertThat(Bench.refusal(device("dev-01").sender("/devices/dev-01/modules/m1/twin")))
                .isEqualTo("amqp:unauthorized-access");
    }

    // Telemetry.

    @Test
    void telemetryIsStoredWithAllItSays() {
        var bench = device("dev-01");
        var sender = bench.sender("amqps://" + HOST + ":5671/devices/dev-01/messages/events");
        assertThat(sender.getRemoteMaxMessageSize().longValue()).isEqualTo(256 * 1024);
        var message =
                AmqpClient.message(
                        Map.of(
                                "color", "red",
                                "n", 5,
                                "iothub-creation-time-utc", "2030-01-01T00:00:00Z"),
                        new UUID(1, 2),
                        "{}");
        message.setMessageId("m-1");
        message.setContentType("application/json");
        message.setContentEncoding("utf-8");
        bench.client.send(sender, message);
        int before = bench.client.outcomes().size();
        bench.until(() -> bench.client.outcomes().size() > before);

        assertThat(bench.client.outcomes().getLast()).isEqualTo(Accepted.getInstance());
        var stored = scene.stored().getFirst().message();
        assertThat(stored.application()).isEqualTo(Map.of("color", "red", "n", "5"));
        assertThat(stored.system())
                .containsEntry("message-id", "m-1")
                .containsEntry("correlation-id", "00000000-0000-0001-0000-000000000002")
                .containsEntry("content-type", "application/json")
                .containsEntry("content-encoding", "utf-8")
                .containsEntry("iothub-creation-time-utc", "2030-01-01T00:00:00Z")
                .containsEntry("iothub-connection-device-id", "dev-01");
        assertThat(stored.body()).isEqualTo(ByteString.of((byte) '{', (byte) '}'));
    }

    /// Always with the stock C client.
    @Test
    void aBatchIsStoredMessageByMessage() {
        var bench = device("dev-01");
        var sender = bench.sender("devices/dev-01/messages/events");
        bench.client.sendBatch(
                sender,
                List.of(
                        AmqpClient.message(Map.of("n", "1"), null, "a"),
                        AmqpClient.message(Map.of("n", "2"), null, "b")));
        int before = bench.client.outcomes().size();
        bench.until(() -> bench.client.outcomes().size() > before);

        assertThat(scene.stored())
                .extracting(one -> one.message().application().get("n"))
                .containsExactly("1", "2");
    }

    @Test
    void telemetryKeepsItsOrder() {
        var bench = device("dev-01");
        var sender = bench.sender("/devices/dev-01/messages/events");
        for (int at = 0; at < 40; at++) {
            bench.client.send(sender, AmqpClient.message(Map.of("n", at), null, "x"));
        }
        bench.until(() -> scene.stored().size() == 40);

        assertThat(scene.stored())
                .extracting(one -> Integer.parseInt(one.message().application().get("n")))
                .isSorted();
    }

    // Cloud-to-device.

    /// C# makes a GUID of the tag, and settles second.
    @Test
    void aCommandHasAllThatTheStockClientsRead() {
        var bench = device("dev-01");
        bench.client.settlesByHand();
        command("dev-01", "m-1", FeedbackRequest.FULL);
        var receiver =
                AmqpClient.receiver(
                        bench.client.session(),
                        "c2d",
                        "/devices/dev-01/messages/deviceBound",
                        Map.of());
        receiver.setReceiverSettleMode(ReceiverSettleMode.SECOND);
        receiver.open();
        receiver.flow(5);
        int before = bench.client.received().size();
        bench.until(() -> bench.client.received().size() > before);
        var received = bench.client.received().getLast();
        var message = received.message();

        var lock = (UUID) annotation(message, "x-opt-lock-token");
        assertThat(ByteString.of(received.tag())).isEqualTo(LockTag.of(lock));
        assertThat(annotation(message, "iothub-deliverycount"))
                .isEqualTo(UnsignedByte.valueOf((byte) 0));
        assertThat(annotation(message, "iothub-enqueuedtime")).isNotNull();
        assertThat(annotation(message, "x-opt-sequence-number")).isInstanceOf(UnsignedLong.class);
        assertThat(message.getMessageId()).isEqualTo("m-1");
        assertThat(message.getAddress()).isEqualTo("/devices/dev-01/messages/devicebound");
        assertThat(message.getApplicationProperties().getValue())
                .isEqualTo(Map.of("color", "red", "iothub-ack", "full"));
        assertThat(AmqpClient.text(message)).isEqualTo("x");
        assertThat(message.getBody()).isInstanceOf(Data.class);

        received.delivery().disposition(Accepted.getInstance());
        bench.until(received.delivery()::remotelySettled);

        assertThat(received.delivery().getRemoteState()).isEqualTo(Accepted.getInstance());
        assertThat(scene.hub().service().depth(HubClient.parse("dev-01"))).isZero();
    }

    @Test
    void aReleasedCommandComesAgainAndIsCounted() {
        var bench = device("dev-01");
        bench.client.settlesByHand();
        command("dev-01", "m-1", FeedbackRequest.NONE);
        bench.receiver("/devices/dev-01/messages/devicebound");
        var first = settleNext(bench, Released.getInstance());
        var second = settleNext(bench, new Rejected());

        assertThat(annotation(first, "iothub-deliverycount"))
                .isEqualTo(UnsignedByte.valueOf((byte) 0));
        assertThat(annotation(second, "iothub-deliverycount"))
                .isEqualTo(UnsignedByte.valueOf((byte) 1));
        bench.until(() -> scene.hub().service().depth(HubClient.parse("dev-01")) == 0);
    }

    private int seen;

    private Message settleNext(Bench bench, DeliveryState state) {
        var commands =
                (Supplier<List<AmqpClient.Received>>)
                        () ->
                                bench.client.received().stream()
                                        .filter(
                                                one ->
                                                        one.message().getMessageAnnotations()
                                                                != null)
                                        .toList();
        bench.until(() -> commands.get().size() > seen);
        var received = commands.get().get(seen++);
        received.delivery().disposition(state);
        received.delivery().settle();
        bench.talk();
        return received.message();
    }

    @Test
    void whatIsNotSettledComesAgainUncountedOnTheNextLink() {
        var bench = device("dev-01");
        bench.client.settlesByHand();
        command("dev-01", "m-1", FeedbackRequest.NONE);
        var receiver = bench.receiver("/devices/dev-01/messages/devicebound");
        bench.until(() -> bench.client.received().size() == 2);
        receiver.close();
        bench.settle();
        bench.receiver("/devices/dev-01/messages/devicebound");
        bench.until(() -> bench.client.received().size() == 3);

        assertThat(annotation(bench.client.received().getLast().message(), "iothub-deliverycount"))
                .isEqualTo(UnsignedByte.valueOf((byte) 0));
    }

    @Test
    void aCommandWaitsForCredit() {
        var bench = device("dev-01");
        command("dev-01", "m-1", FeedbackRequest.NONE);
        var receiver =
                bench.client.attachReceiver(
                        "c2d", "/devices/dev-01/messages/devicebound", Map.of(), 0);
        bench.until(() -> receiver.getRemoteState() == EndpointState.ACTIVE);
        bench.settle();
        int before = bench.client.messages().size();
        receiver.flow(1);

        bench.until(() -> bench.client.messages().size() == before + 1);
    }

    // Methods.

    @Test
    void aMethodIsCalledAndAnswered() {
        var bench = device("dev-01");
        var properties = Map.of("com.microsoft:channel-correlation-id", "methods:1");
        var answers =
                bench.sender(
                        bench.client.session(), "/devices/dev-01/methods/devicebound", properties);
        bench.receiver(bench.client.session(), "/devices/dev-01/methods/devicebound", properties);
        int before = bench.client.messages().size();
        var result =
                bench.elsewhere(
                        () ->
                                scene.hub()
                                        .service()
                                        .invoke(
                                                new MethodRequest(
                                                        HubClient.parse("dev-01"),
                                                        "reboot",
                                                        ByteString.of((byte) '5'),
                                                        Duration.ofSeconds(30),
                                                        Duration.ofSeconds(10)),
                                                CALLER));
        bench.until(() -> bench.client.messages().size() > before);
        var call = bench.client.messages().getLast();
        assertThat(call.getCorrelationId()).isInstanceOf(UUID.class);
        assertThat(((UUID) call.getCorrelationId()).version()).isEqualTo(4);
        assertThat(call.getApplicationProperties().getValue())
                .isEqualTo(Map.of("IoThub-methodname", "reboot"));
        assertThat(AmqpClient.text(call)).isEqualTo("5");

        bench.client.send(
                answers,
                AmqpClient.message(Map.of("IoThub-status", 200), call.getCorrelationId(), "true"));
        bench.until(() -> result.get() != null);

        assertThat(result.get())
                .isEqualTo(
                        new MethodResult.Answered(
                                200, ByteString.of("true".getBytes(StandardCharsets.UTF_8))));
    }

    // Twins.

    private Message ask(Bench bench, Sender twin, Message request) {
        int before = bench.client.messages().size();
        bench.client.send(twin, request);
        bench.until(() -> bench.client.messages().size() > before);
        return bench.client.messages().getLast();
    }

    @Test
    void aTwinIsReadReportedAndSubscribedTo() {
        var bench = device("dev-01");
        var pair = Map.of("com.microsoft:channel-correlation-id", "twin:1");
        var twin = bench.sender(bench.client.session(), "/devices/dev-01/twin", pair);
        bench.receiver(bench.client.session(), "/devices/dev-01/twin", pair);

        var patched =
                ask(
                        bench,
                        twin,
                        twinRequest(
                                "Patch1",
                                Map.of("operation", "PATCH", "resource", "/properties/reported"),
                                "{\"a\":1}"));
        assertThat(patched.getCorrelationId()).isEqualTo("Patch1");
        assertThat(annotation(patched, "status")).isEqualTo(200);
        assertThat(annotation(patched, "version")).isEqualTo(2L);
        assertThat(AmqpClient.text(patched)).isEmpty();

        var read = ask(bench, twin, twinRequest(new UUID(3, 4), Map.of("operation", "GET"), " "));
        assertThat(read.getCorrelationId()).isEqualTo(new UUID(3, 4));
        assertThat(AmqpClient.text(read))
                .contains("\"desired\":{", "\"reported\":{\"a\":1,\"$version\":2}");

        var notifications = "/notifications/twin/properties/desired";
        var put =
                ask(
                        bench,
                        twin,
                        twinRequest(
                                "Put1", Map.of("operation", "PUT", "resource", notifications), ""));
        assertThat(annotation(put, "status")).isEqualTo(200);
        int before = bench.client.messages().size();
        scene.patch("dev-01", new TwinPatch(null, new JsonObject(Map.of("fan", JsonNumber.of(1)))));
        bench.until(() -> bench.client.messages().size() > before);
        var desired = bench.client.messages().getLast();
        assertThat(desired.getCorrelationId()).isNull();
        assertThat(annotation(desired, "resource")).isEqualTo("/properties/desired");
        assertThat(annotation(desired, "version")).isEqualTo(2L);
        assertThat(AmqpClient.text(desired)).isEqualTo("{\"fan\":1,\"$version\":2}");

        var delete = Map.<String, Object>of("operation", "DELETE", "resource", notifications);
        assertThat(annotation(ask(bench, twin, twinRequest("D", delete, "")), "status"))
                .isEqualTo(200);
        int after = bench.client.messages().size();
        scene.patch("dev-01", new TwinPatch(null, new JsonObject(Map.of("fan", JsonNumber.of(2)))));
        bench.settle();
        assertThat(bench.client.messages()).hasSize(after);
    }

    /// One stock client reads nothing but the body.
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "PATCH, /properties/reported, not JSON, 400",
                "PATCH, /properties/reported, [1], 400",
                "PATCH, /tags, {}, 400",
                "POST, /properties/reported, {}, 400",
                "PUT, /elsewhere, ``, 400"
            })
    void aTwinRequestThatIsWrongIsAnsweredWithAnError(
            String operation, String resource, String body, int status) {
        var bench = device("dev-01");
        var twin = bench.sender("/devices/dev-01/twin");
        bench.receiver("/devices/dev-01/twin");

        var answer =
                ask(
                        bench,
                        twin,
                        twinRequest(
                                "x", Map.of("operation", operation, "resource", resource), body));

        assertThat(annotation(answer, "status")).isEqualTo(status);
        assertThat(AmqpClient.text(answer)).contains("\"errorCode\":400004", "\"message\":");
    }

    // Roles and gateways.

    @Test
    void aRoleWithoutCommandsIsRefusedTheirLinks() {
        scene.device("dev-01", "sensor");
        var bench = bench().admitted("dev-01");

        assertThat(Bench.refusal(bench.receiver("/devices/dev-01/messages/devicebound")))
                .isEqualTo("amqp:not-allowed");
        assertThat(Bench.refusal(bench.receiver("/devices/dev-01/methods/devicebound")))
                .isEqualTo("amqp:not-allowed");
        assertThat(Bench.refusal(bench.sender("/devices/dev-01/messages/events"))).isEmpty();
    }

    @Test
    void aGatewaySpeaksForItsChildren() {
        scene.device("gw-1", "gateway");
        scene.device("leaf-1", "actuator");
        scene.device("leaf-2", "actuator");
        var bench = bench().admitted("gw-1");
        bench.assign("leaf-1", "gw-1");
        var sender = bench.sender("/devices/leaf-1/messages/events");
        int before = bench.client.outcomes().size();
        bench.client.send(sender, AmqpClient.message(Map.of(), null, "1"));
        bench.until(() -> bench.client.outcomes().size() > before);
        command("leaf-1", "m-1", FeedbackRequest.NONE);
        bench.receiver("/devices/leaf-1/messages/devicebound");
        bench.until(
                () ->
                        bench.client.messages().stream()
                                .anyMatch(one -> "m-1".equals(one.getMessageId())));

        assertThat(scene.stored().getFirst().client()).isEqualTo(HubClient.parse("leaf-1"));
        assertThat(Bench.refusal(bench.sender("/devices/leaf-2/messages/events")))
                .isEqualTo("amqp:not-allowed");
    }

    /// What ends with a child is the child.
    @Test
    void theEndOfAChildIsNotTheEndOfItsGateway() {
        scene.device("gw-1", "gateway");
        scene.device("leaf-1", "actuator");
        var bench = bench().admitted("gw-1");
        bench.assign("leaf-1", "gw-1");
        var own = bench.sender("/devices/gw-1/messages/events");
        var leafs = bench.sender("/devices/leaf-1/messages/events");
        scene.registry().delete(new DeviceId("leaf-1"), Precondition.present(), HubScene.OPERATOR);

        bench.until(() -> leafs.getRemoteState() == EndpointState.CLOSED);

        assertThat(Bench.refusal(leafs)).isEqualTo("amqp:not-found");
        assertThat(Bench.refusal(own)).isEmpty();
        assertThat(scene.hub().connected(HubClient.parse("gw-1"))).isTrue();
    }

    /// A patch of a child's desired properties, and a method for it, come on the child's links.
    @Test
    void aChildIsServedOnItsOwnLinks() {
        scene.device("gw-1", "gateway");
        scene.device("leaf-1", "actuator");
        var bench = bench().admitted("gw-1");
        bench.assign("leaf-1", "gw-1");
        var twin = bench.sender("/devices/leaf-1/twin");
        bench.receiver("/devices/leaf-1/twin");

        var read = ask(bench, twin, twinRequest("G", Map.of("operation", "GET"), ""));

        assertThat(annotation(read, "status")).isEqualTo(200);
        assertThat(AmqpClient.text(read)).contains("\"desired\":{");
    }

    // Ends.

    /// One link of a kind receives; the others are told so, and the first goes on.
    @Test
    void aSecondLinkForCommandsIsRefused() {
        var bench = device("dev-01");
        bench.receiver("/devices/dev-01/messages/devicebound");

        assertThat(Bench.refusal(bench.receiver("/devices/dev-01/messages/devicebound")))
                .isEqualTo("com.microsoft:link-creation-conflict");
        command("dev-01", "m-1", FeedbackRequest.NONE);
        bench.until(() -> scene.hub().service().depth(HubClient.parse("dev-01")) == 0);
    }

    @Test
    void aSecondConnectionStealsTheDevice() {
        var first = device("dev-01");
        var link = first.sender("/devices/dev-01/messages/events");
        var second = bench().admitted("dev-01");
        second.sender("/devices/dev-01/messages/events");

        first.until(() -> link.getRemoteState() == EndpointState.CLOSED);

        assertThat(Bench.refusal(link)).isEqualTo("amqp:link:stolen");
        assertThat(scene.hub().connected(HubClient.parse("dev-01"))).isTrue();
    }

    @Test
    void aDisabledDeviceLosesItsLinksAndNobodyElse() {
        scene.device("dev-02");
        var bench = device("dev-01").admitted("dev-02");
        var one = bench.sender("/devices/dev-01/messages/events");
        var two = bench.sender("/devices/dev-02/messages/events");
        scene.registry().delete(new DeviceId("dev-01"), Precondition.present(), HubScene.OPERATOR);

        bench.until(() -> one.getRemoteState() == EndpointState.CLOSED);

        assertThat(Bench.refusal(one)).isEqualTo("amqp:not-found");
        assertThat(Bench.refusal(two)).isEmpty();
    }

    @Test
    void aTokenThatIsNotRenewedCostsTheLinks() {
        scene.device("dev-02");
        var bench = device("dev-01").admitted("dev-02");
        var one = bench.sender("/devices/dev-01/messages/events");
        var two = bench.sender("/devices/dev-02/messages/events");
        scene.clock.pass(Duration.ofMinutes(50));
        bench.admitted("dev-02");
        scene.clock.pass(Duration.ofMinutes(20));
        scene.live.start();

        bench.until(() -> one.getRemoteState() == EndpointState.CLOSED);
        scene.live.close();

        assertThat(Bench.refusal(one)).isEqualTo("amqp:unauthorized-access");
        assertThat(Bench.refusal(two)).isEmpty();
    }

    @Test
    void theLastLinkIsTheLastOfTheDevice() {
        var bench = device("dev-01");
        var client = HubClient.parse("dev-01");
        var sender = bench.sender("/devices/dev-01/messages/events");
        assertThat(scene.hub().connected(client)).isTrue();
        sender.close();
        bench.settle();
        assertThat(scene.hub().connected(client)).isFalse();
        bench.sender("/devices/dev-01/messages/events");
        assertThat(scene.hub().connected(client)).isTrue();

        bench.hangUp();

        assertThat(scene.hub().connected(client)).isFalse();
    }
}
