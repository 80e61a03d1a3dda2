package berth.endpoint.device.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.ByteString;
import berth.endpoint.device.DeviceConnections;
import berth.endpoint.device.ScriptedCore;
import berth.testkit.amqp.AmqpClient;

import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whole conversations with the stock Java client's engine, over a core that answers what it is
/// told to.
class DeviceAmqpEndpointTest {
    private static final Duration PLENTY = Duration.ofMillis(100);
    private static final Map<String, String> VERSION =
            Map.of("com.microsoft:api-version", "2021-06-01");

    /// A device with its two links.
    private static final class Device {
        private final Scene scene;
        private final AmqpClient client;
        private final Sender requests;
        private final Receiver answers;

        private Device(Scene scene, AmqpClient client, String address) {
            this.scene = scene;
            this.client = client.open();
            this.requests = client.attachSender("s", address, VERSION);
            this.answers = client.attachReceiver("r", address, VERSION, 10);
            scene.talk(client, PLENTY);
        }

        private void ask(String type, Object correlationId, String body) {
            var properties = new HashMap<String, Object>(Map.of("iotdps-operation-type", type));
            if (type.equals("iotdps-get-operationstatus")) {
                properties.put("iotdps-operation-id", ScriptedCore.OPERATION.value());
            }
            send(AmqpClient.message(properties, correlationId, body));
        }

        private void send(Message message) {
            client.send(requests, message);
            scene.talk(client, PLENTY);
        }
    }

    private static Device device(Scene scene) {
        return new Device(scene, AmqpClient.plain(Scene.DEVICE, Scene.TOKEN), "/" + Scene.DEVICE);
    }

    private static Device device(String given) {
        return device(Scene.given(given));
    }

    @Test
    void aRegistrationIsAnswered() {
        var device = device("accepted");
        device.ask("iotdps-register", "c-1", "{\"registrationId\":\"dev-01\"}");

        assertThat(device.scene.core.asked())
                .startsWith("register 0neABCDEF01/dev-01 as dev-01 by token for ")
                .endsWith("2021-06-01");
        assertThat(device.client.outcomes()).containsExactly(Accepted.getInstance());
        var answer = device.client.messages().getFirst();
        assertThat(answer.getCorrelationId()).isEqualTo("c-1");
        assertThat(answer.getApplicationProperties().getValue())
                .containsEntry("retry-after", 3)
                .containsEntry("Retry-After", 3)
                .containsEntry("iotdps-status", 202);
        assertThat(AmqpClient.text(answer))
                .isEqualTo(
                        "{\"operationId\":\"%s\",\"status\":\"assigning\"}"
                                .formatted(ScriptedCore.OPERATION.value()));
    }

    @Test
    void aPollIsAnswered() {
        var device = device("assigned");
        device.ask("iotdps-get-operationstatus", null, "");

        var answer = device.client.messages().getFirst();
        assertThat(answer.getCorrelationId()).isNull();
        assertThat(answer.getApplicationProperties().getValue())
                .containsEntry("iotdps-status", 200)
                .doesNotContainKey("retry-after");
        assertThat(AmqpClient.text(answer)).contains("\"assignedHub\":\"hub1.example.com\"");
    }

    @Test
    void aLookupIsAnsweredWithTheBareState() {
        var device = device("assigned");
        device.ask("iotdps-get-registration", null, "");

        assertThat(AmqpClient.text(device.client.messages().getFirst()))
                .startsWith("{\"registrationId\":\"dev-01\"")
                .doesNotContain("operationId");
    }

    @Test
    void aDisabledDeviceLearnsIt() {
        var device = device("disabled");
        device.ask("iotdps-get-operationstatus", null, "");

        assertThat(AmqpClient.text(device.client.messages().getFirst()))
                .contains("\"status\":\"disabled\"");
    }

    /// What Node, C# and C put into the body of a poll.
    @Test
    void theBodyOfAPollIsNobodysBusiness() {
        var device = device("assigning");
        var properties =
                Map.<String, Object>of(
                        "iotdps-operation-type",
                        "iotdps-get-operationstatus",
                        "iotdps-operation-id",
                        ScriptedCore.OPERATION.value(),
                        "iotdps-forceRegistration",
                        false);
        for (var body : new String[] {"", "iotdps-get-operationstatus", "not json"}) {
            var message = AmqpClient.message(properties, UnsignedLong.valueOf(7), "");
            message.setBody(new AmqpValue(body));
            device.send(message);
        }

        assertThat(device.client.messages()).hasSize(3);
        assertThat(device.client.messages().getLast().getCorrelationId())
                .isEqualTo(UnsignedLong.valueOf(7));
    }

    @Test
    void severalRegistrationsShareAConnection() {
        var device = device("accepted");
        for (int round = 0; round < 20; round++) {
            device.ask("iotdps-register", "c-" + round, "");
        }

        assertThat(device.client.messages())
                .hasSize(20)
                .last()
                .extracting(Message::getCorrelationId)
                .isEqualTo("c-19");
    }

    /// A stock client misses an answer that comes before it waits. Source: section 2.4.
    @Test
    void noAnswerComesBeforeItsTime() {
        var device = device("accepted");
        device.client.send(
                device.requests,
                AmqpClient.message(Map.of("iotdps-operation-type", "iotdps-register"), null, ""));
        device.scene.talk(device.client, Duration.ofMillis(40).minusNanos(1));
        assertThat(device.scene.core.asked()).startsWith("register");
        assertThat(device.client.messages()).isEmpty();
        assertThat(device.client.outcomes()).isEmpty();

        device.scene.talk(device.client, Duration.ofNanos(1));

        assertThat(device.client.messages()).hasSize(1);
        assertThat(device.client.outcomes()).hasSize(1);
    }

    @Test
    void answersWaitForTheLinkTheyGoTo() {
        var scene = Scene.given("accepted");
        var client = AmqpClient.plain(Scene.DEVICE, Scene.TOKEN).open();
        var sender = client.attachSender("s", Scene.DEVICE, VERSION);
        scene.talk(client, PLENTY);
        client.send(
                sender,
                AmqpClient.message(Map.of("iotdps-operation-type", "iotdps-register"), null, ""));
        scene.talk(client, PLENTY);
        assertThat(client.outcomes()).hasSize(1);

        client.attachReceiver("r", Scene.DEVICE, VERSION, 10);
        scene.talk(client, PLENTY);

        assertThat(client.messages()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_ARGUMENT, com.microsoft:argument-error",
        "UNAUTHORIZED, amqp:unauthorized-access",
        "QUOTA_EXCEEDED, amqp:resource-limit-exceeded",
        "ENROLLMENT_NOT_FOUND, amqp:not-found",
        "CONCURRENT_REGISTRATION, amqp:not-allowed",
        "ETAG_MISMATCH, amqp:not-allowed",
        "PAYLOAD_TOO_LARGE, amqp:link:message-size-exceeded",
        "THROTTLED, com.microsoft:device-container-throttled",
        "INTERNAL, amqp:internal-error",
        "UNAVAILABLE, amqp:internal-error"
    })
    void aRefusedRequestIsRejectedWithItsDocument(String error, String condition) {
        var device = device("refused " + error);
        device.ask("iotdps-register", "c-1", "");

        assertThat(device.client.messages()).isEmpty();
        var rejected = ((Rejected) device.client.outcomes().getFirst()).getError();
        assertThat(rejected.getCondition().toString()).isEqualTo(condition);
        assertThat(rejected.getDescription()).startsWith("{\"errorCode\":").contains("trackingId");
        assertThat(device.client.closedWith()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"THROTTLED", "UNAVAILABLE"})
    void whoIsToComeBackIsToldWhenInBothSpellings(String error) {
        var device = device("refused " + error);
        device.ask("iotdps-register", null, "");

        var info = ((Rejected) device.client.outcomes().getFirst()).getError().getInfo();
        assertThat(info.toString())
                .matches(
                        "\\{Retry-After=(\\d+), retry-after=\\1\\}|\\{retry-after=(\\d+),"
                                + " Retry-After=\\2\\}");
    }

    @ParameterizedTest
    @CsvSource({"iotdps-unheard-of, unknown", "'', unknown"})
    void anUnknownRequestIsRejected(String type, String why) {
        var device = device("accepted");
        device.ask(type, null, "");

        var rejected = ((Rejected) device.client.outcomes().getFirst()).getError();
        assertThat(rejected.getDescription()).contains("400000", why);
    }

    @Test
    void aPollWithoutAnOperationIsRejected() {
        var device = device("accepted");
        device.send(
                AmqpClient.message(
                        Map.of("iotdps-operation-type", "iotdps-get-operationstatus"), null, ""));

        assertThat(((Rejected) device.client.outcomes().getFirst()).getError().getDescription())
                .contains("iotdps-operation-id is required");
    }

    @Test
    void bytesThatAreNoMessageAreRejected() {
        var device = device("accepted");
        device.client.send(device.requests, new byte[] {1, 2, 3}, 3);
        device.scene.talk(device.client, PLENTY);

        assertThat(((Rejected) device.client.outcomes().getFirst()).getError().getDescription())
                .contains("400000");
    }

    @ParameterizedTest
    @CsvSource({
        "turned away UNAUTHORIZED, PN_SASL_AUTH",
        "turned away THROTTLED, PN_SASL_TEMP",
        "turned away UNAVAILABLE, PN_SASL_TEMP"
    })
    void aRefusedTokenEndsSaslAndTheConnection(String given, Sasl.SaslOutcome outcome) {
        var device = device(given);

        assertThat(device.client.sasl().getOutcome()).isEqualTo(outcome);
        assertThat(device.client.isOpen()).isFalse();
        assertThat(device.scene.link.isClosed()).isTrue();
    }

    @Test
    void aNameThatIsNoneEndsSasl() {
        var scene = Scene.given("accepted");
        var client = AmqpClient.plain("dev-01", Scene.TOKEN).open();
        scene.talk(client, PLENTY);

        assertThat(client.sasl().getOutcome()).isEqualTo(Sasl.SaslOutcome.PN_SASL_AUTH);
        assertThat(scene.core.asked()).isEmpty();
    }

    @Test
    void anonymityIsNotOffered() {
        var scene = Scene.withCertificate("accepted", "dev-01");
        var client = AmqpClient.mechanism("ANONYMOUS").open();
        scene.talk(client, PLENTY);

        assertThat(client.sasl().getOutcome()).isEqualTo(Sasl.SaslOutcome.PN_SASL_AUTH);
        assertThat(client.sasl().getRemoteMechanisms()).containsExactly("EXTERNAL", "PLAIN", "TPM");
    }

    @Test
    void withoutACertificateExternalIsNotOffered() {
        var scene = Scene.given("accepted");
        var client = AmqpClient.mechanism("EXTERNAL").open();
        scene.talk(client, PLENTY);

        assertThat(client.sasl().getOutcome()).isEqualTo(Sasl.SaslOutcome.PN_SASL_AUTH);
        assertThat(client.sasl().getRemoteMechanisms()).containsExactly("PLAIN", "TPM");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCertificateCounts(boolean external) {
        var client = external ? AmqpClient.mechanism("EXTERNAL") : AmqpClient.withoutSasl();
        var device = new Device(Scene.withCertificate("accepted", "dev-01"), client, Scene.DEVICE);
        assertThat(device.scene.core.asked())
                .isEqualTo("connect 0neABCDEF01/dev-01 as dev-01 by certificate CN=dev-01");
        device.ask("iotdps-register", null, "");

        assertThat(device.scene.core.asked())
                .startsWith("register 0neABCDEF01/dev-01 as dev-01 by certificate CN=dev-01");
        assertThat(device.client.messages()).hasSize(1);
    }

    @Test
    void aRefusedCertificateClosesTheConnectionWithTheDocument() {
        var device =
                new Device(
                        Scene.withCertificate("turned away INVALID_CERTIFICATE", "dev-01"),
                        AmqpClient.withoutSasl(),
                        Scene.DEVICE);

        assertThat(device.client.closedWith()).isEqualTo("amqp:unauthorized-access");
        assertThat(device.client.closeText())
                .contains("\"errorCode\":401002", "\"message\":\"Invalid certificate\"");
        assertThat(device.requests.getRemoteState()).isNotEqualTo(EndpointState.ACTIVE);
    }

    @Test
    void whoShowsNothingIsClosedWithTheDocument() {
        var device = new Device(Scene.given("accepted"), AmqpClient.withoutSasl(), Scene.DEVICE);

        assertThat(device.client.closedWith()).isEqualTo("amqp:unauthorized-access");
        assertThat(device.client.closeText()).contains("\"errorCode\":401002");
        assertThat(device.client.connection().getRemoteProperties().toString())
                .contains("com.microsoft:open-error");
        assertThat(device.scene.core.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0neABCDEF01/registrations/dev-02, amqp:unauthorized-access",
        "0neABCDEF02/registrations/dev-01, amqp:unauthorized-access",
        "elsewhere, amqp:not-found",
        "$cbs, amqp:not-found"
    })
    void anotherAddressIsDetached(String address, String condition) {
        var device =
                new Device(
                        Scene.given("accepted"),
                        AmqpClient.plain(Scene.DEVICE, Scene.TOKEN),
                        address);

        assertThat(device.requests.getRemoteState()).isEqualTo(EndpointState.CLOSED);
        assertThat(device.requests.getRemoteCondition().getCondition().toString())
                .isEqualTo(condition);
        assertThat(device.answers.getRemoteCondition().getCondition().toString())
                .isEqualTo(condition);
        assertThat(device.client.closedWith()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0neABCDEF01/registrations/dev-01",
                "/0NEabcdef01/registrations/DEV-01",
                "amqps://dps.example.com/0neABCDEF01/registrations/dev-01"
            })
    void everyFormOfItsOwnAddressIsServedAndEchoed(String address) {
        var device =
                new Device(
                        Scene.given("accepted"),
                        AmqpClient.plain(Scene.DEVICE, Scene.TOKEN),
                        address);

        assertThat(device.requests.getRemoteTarget().getAddress()).isEqualTo(address);
        assertThat(device.answers.getRemoteSource().getAddress()).isEqualTo(address);
        assertThat(device.requests.getCredit()).isEqualTo(10);
    }

    @Test
    void oneOfEachLinkIsEnoughUntilItIsGivenUp() {
        var device = device("accepted");
        var second = device.client.attachSender("s2", Scene.DEVICE, VERSION);
        device.scene.talk(device.client, PLENTY);
        assertThat(second.getRemoteCondition().getCondition().toString())
                .isEqualTo("amqp:not-allowed");

        device.requests.close();
        device.scene.talk(device.client, PLENTY);
        var third = device.client.attachSender("s3", Scene.DEVICE, VERSION);
        device.scene.talk(device.client, PLENTY);

        assertThat(third.getRemoteState()).isEqualTo(EndpointState.ACTIVE);
    }

    @Test
    void aDeviceHasOnlySoManyConnections() {
        var connections = new DeviceConnections(2);
        var first = device(Scene.among(connections, false));
        var second =
                new Device(
                        Scene.among(connections, true),
                        AmqpClient.withoutSasl(),
                        "0NEABCDEF01/registrations/DEV-01");
        assertThat(first.client.isOpen()).isTrue();
        assertThat(second.requests.getRemoteState()).isEqualTo(EndpointState.ACTIVE);

        var third = device(Scene.among(connections, false));
        var fourth =
                new Device(Scene.among(connections, true), AmqpClient.withoutSasl(), Scene.DEVICE);
        assertThat(third.client.sasl().getOutcome()).isEqualTo(Sasl.SaslOutcome.PN_SASL_TEMP);
        assertThat(fourth.client.closedWith()).isEqualTo("amqp:resource-limit-exceeded");

        for (var device : List.of(first, second, third, fourth)) {
            device.scene.session.closed();
        }
        assertThat(connections.devices()).isZero();
    }

    /// The framing is [TpmExchangeTest]'s; here it meets the engine and the core.
    @Test
    void aTpmProvesItself() {
        var scene = Scene.given("accepted");
        scene.blob = ByteString.of(new byte[805]);
        var client = AmqpClient.mechanism("TPM");
        client.open();
        saslSend(client, "\0" + "0neABCDEF01\0dev-01\0" + "E".repeat(316));
        scene.talk(client, PLENTY);
        assertThat(saslReceived(client)).containsExactly(0);
        saslSend(client, "\0" + "S".repeat(284));
        scene.talk(client, PLENTY);
        assertThat(scene.blobsAsked)
                .containsExactly("0neABCDEF01/dev-01 with 316 and 284 bytes from 192.0.2.7");
        assertThat(saslReceived(client)).hasSize(403).startsWith(0x80);
        saslSend(client, "\0");
        scene.talk(client, PLENTY);
        assertThat(saslReceived(client)).hasSize(404).startsWith(0xc1);
        saslSend(client, "\0" + Scene.TOKEN);
        var device = new Device(scene, client, Scene.DEVICE);

        assertThat(client.sasl().getOutcome()).isEqualTo(Sasl.SaslOutcome.PN_SASL_OK);
        device.ask("iotdps-register", null, "");
        assertThat(device.client.messages()).hasSize(1);
    }

    @Test
    void aBlobThatDoesNotFitEndsSasl() {
        var scene = Scene.given("accepted");
        var client = AmqpClient.mechanism("TPM");
        client.open();
        saslSend(client, "\0" + "0neABCDEF01\0dev-01\0" + "E".repeat(316));
        scene.talk(client, PLENTY);
        saslReceived(client);
        saslSend(client, "\0" + "S".repeat(284));
        scene.talk(client, PLENTY);

        assertThat(client.sasl().getOutcome()).isEqualTo(Sasl.SaslOutcome.PN_SASL_AUTH);
        assertThat(scene.link.isClosed()).isTrue();
    }

    private static void saslSend(AmqpClient client, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        client.sasl().send(bytes, 0, bytes.length);
    }

    private static byte[] saslReceived(AmqpClient client) {
        var bytes = new byte[client.sasl().pending()];
        client.sasl().recv(bytes, 0, bytes.length);
        return bytes;
    }
}
