package berth.net.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.ByteString;
import berth.net.link.DrainingSession;
import berth.net.link.FakeLink;
import berth.testkit.amqp.AmqpClient;

import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Sasl;
import org.apache.qpid.proton.engine.Sender;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;

/// One connection from its header to its end, with the stock clients' engine at the other end.
class AmqpSessionTest {
    private static final AmqpLimits LIMITS = AmqpLimits.PROVISIONING;
    private static final String SASL = "414d515003010000";
    private static final String AMQP = "414d515000010000";
    private static final String EMPTY_FRAME = "0000000802000000";

    private final FakeLink link = new FakeLink();
    private final ScriptedConversation endpoint = new ScriptedConversation();
    private final DrainingSession session = open();
    private boolean byteWise;

    private DrainingSession open() {
        var protocol =
                new AmqpProtocol(
                        connection -> {
                            endpoint.connection = connection;
                            return endpoint;
                        },
                        LIMITS,
                        "berth",
                        link::nanos);
        return (DrainingSession) protocol.open(link);
    }

    private void say(String hex) {
        session.received(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    private String heard() {
        return HexFormat.of().formatHex(link.written().getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Carries bytes to and fro until nobody has anything to say.
    private void talk(AmqpClient client) {
        boolean quiet = false;
        while (!quiet) {
            byte[] out = client.output();
            for (int at = 0; at < out.length; at += byteWise ? 1 : out.length) {
                session.received(ByteBuffer.wrap(out, at, byteWise ? 1 : out.length));
            }
            link.work();
            byte[] in = link.written().getBytes(StandardCharsets.ISO_8859_1);
            client.input(in);
            quiet = out.length == 0 && in.length == 0;
        }
    }

    private AmqpClient opened() {
        var client = AmqpClient.plain("user", "good").open();
        talk(client);
        assertThat(client.isOpen()).isTrue();
        return client;
    }

    private Sender sender(AmqpClient client) {
        var sender = client.attachSender("ask", "here", Map.of());
        talk(client);
        return sender;
    }

    private static org.apache.qpid.proton.message.Message hello() {
        return AmqpClient.message(Map.of("what", "hello"), "c-1", "{}");
    }

    /// V7 of the contract, whose client offers a certificate; ours offers two mechanisms.
    @Test
    void offersItsMechanismsAfterTheHeader() {
        say(SASL);

        assertThat(heard())
                .startsWith(SASL)
                .contains("504c41494e", "54504d")
                .doesNotContain("414e4f4e");
    }

    @Test
    void aChallengeOfOneZeroByteIsTheGoldenFrame() {
        say(SASL);
        heard();
        say("00000016 02010000 005341 c00902 a30354504d a00100");

        assertThat(heard()).isEqualTo("0000001102010000005342c00401a00100");
    }

    @Test
    void goodCredentialsEndInTheGoldenOutcome() {
        say(SASL);
        heard();
        say("0000001b 02010000 005341 c00e02 a305504c41494e a004676f6f64");

        assertThat(heard()).isEqualTo("0000001002010000005344c003015000");
        assertThat(link.isClosed()).isFalse();
    }

    @Test
    void badCredentialsEndInTheGoldenOutcomeAndTheConnection() {
        say(SASL);
        heard();
        say("0000001b 02010000 005341 c00e02 a305504c41494e a004646f6f6d");

        assertThat(heard()).isEqualTo("0000001002010000005344c003015001");
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void saslLeadsToAnOpenConnection() {
        var client = opened();

        assertThat(client.sasl().getOutcome()).isEqualTo(Sasl.SaslOutcome.PN_SASL_OK);
        assertThat(client.connection().getRemoteContainer()).isEqualTo("berth");
        assertThat(client.transport().getRemoteMaxFrameSize()).isEqualTo(65536);
        assertThat(client.transport().getRemoteChannelMax()).isEqualTo(7);
        assertThat(client.transport().getRemoteIdleTimeout()).isEqualTo(240_000);
    }

    @Test
    void aConnectionWithoutSaslIsServed() {
        var client = AmqpClient.withoutSasl().open();
        talk(client);

        assertThat(client.isOpen()).isTrue();
        assertThat(endpoint.heard).containsExactly("opened");
    }

    @Test
    void theCutOfTheBytesDoesNotMatter() {
        byteWise = true;
        var client = opened();
        var sender = sender(client);
        client.send(sender, hello());
        talk(client);

        assertThat(endpoint.heard)
                .containsExactly("sasl PLAIN", "opened", "attached here", "received");
    }

    @Test
    void whatIsSentAheadWaitsForTheVerdict() {
        endpoint.slowToJudge = true;
        var early = AmqpClient.withoutSasl().open();
        say(SASL + "0000001b 02010000 005341 c00e02 a305504c41494e a004676f6f64");
        session.received(ByteBuffer.wrap(early.output()));
        assertThat(endpoint.heard).containsExactly("sasl PLAIN");

        endpoint.connection.later(Duration.ZERO, endpoint.connection::authenticated);
        link.work();

        assertThat(endpoint.heard).containsExactly("sasl PLAIN", "opened");
    }

    @Test
    void tooMuchSentAheadEndsTheConnection() {
        endpoint.slowToJudge = true;
        say(SASL + "0000001b 02010000 005341 c00e02 a305504c41494e a004676f6f64");
        session.received(ByteBuffer.allocate(8 * 1024));
        assertThat(link.isClosed()).isFalse();

        session.received(ByteBuffer.allocate(1));

        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void saslIsStartedOnce() {
        endpoint.slowToJudge = true;
        String init = "0000001b 02010000 005341 c00e02 a305504c41494e a004676f6f64";
        say(SASL + init + init);
        endpoint.connection.later(
                Duration.ZERO, () -> endpoint.connection.challenge(ByteString.EMPTY));
        link.work();

        assertThat(link.isClosed()).isTrue();
        assertThat(endpoint.heard).containsExactly("sasl PLAIN");
    }

    @Test
    void aPeerThatDoesNotProveItselfDoesNotOpen() {
        say(SASL + AMQP);

        assertThat(link.isClosed()).isTrue();
        assertThat(endpoint.heard).isEmpty();
    }

    @Test
    void anotherProtocolIsToldWhatIsSpoken() {
        session.received(
                ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(heard()).isEqualTo(SASL);
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void aMessageArrivesAndIsSettled() {
        var client = opened();
        var sender = sender(client);
        assertThat(sender.getCredit()).isEqualTo(10);
        client.send(sender, hello());
        talk(client);

        var delivery = endpoint.deliveries.getFirst();
        assertThat(delivery.content())
                .isEqualTo(
                        AmqpMessage.answer(
                                new CorrelationId.Text("c-1"),
                                Map.of("what", "hello"),
                                ByteString.of("{}".getBytes(StandardCharsets.UTF_8))));
        endpoint.connection.later(Duration.ZERO, delivery::accept);
        talk(client);

        assertThat(client.outcomes()).containsExactly(Accepted.getInstance());
        assertThat(sender.getCredit()).isEqualTo(10);
    }

    @Test
    void aRejectionCarriesItsReason() {
        var client = opened();
        client.send(sender(client), hello());
        talk(client);
        var error = new AmqpError("amqp:not-found", "{}", Map.of("retry-after", 3));
        endpoint.connection.later(
                Duration.ZERO, () -> endpoint.deliveries.getFirst().reject(error));
        talk(client);

        var rejected = (Rejected) client.outcomes().getFirst();
        assertThat(rejected.getError().getCondition().toString()).isEqualTo("amqp:not-found");
        assertThat(rejected.getError().getDescription()).isEqualTo("{}");
        assertThat(rejected.getError().getInfo().toString()).isEqualTo("{retry-after=3}");
    }

    @Test
    void anAnswerWaitsForCredit() {
        var client = opened();
        var receiver = client.attachReceiver("answers", "there", Map.of(), 0);
        talk(client);
        var answer =
                AmqpMessage.answer(
                        null, Map.of("n", 7), ByteString.of("hi".getBytes(StandardCharsets.UTF_8)));
        endpoint.connection.later(Duration.ZERO, () -> endpoint.links.getFirst().send(answer));
        talk(client);
        assertThat(client.messages()).isEmpty();

        receiver.flow(1);
        talk(client);

        assertThat(client.messages()).singleElement().extracting(AmqpClient::text).isEqualTo("hi");
    }

    @Test
    void answersThatNobodyTakesAreRefusedInTheEnd() {
        var client = opened();
        client.attachReceiver("answers", "there", Map.of(), 0);
        talk(client);
        var answer = AmqpMessage.answer(null, Map.of(), ByteString.EMPTY);
        var links = endpoint.links;
        for (int sent = 0; sent < LIMITS.credit(); sent++) {
            assertThat(links.getFirst().send(answer)).isTrue();
        }

        assertThat(links.getFirst().send(answer)).isFalse();
    }

    /// A peer that never settles: hundreds of answers, and nothing piles up.
    @Test
    void manyAnswersReachAPeer() {
        var client = opened();
        client.attachReceiver("answers", "there", Map.of(), 1_000);
        talk(client);
        for (int sent = 0; sent < 500; sent++) {
            var answer = AmqpMessage.answer(null, Map.of("n", sent), ByteString.EMPTY);
            endpoint.connection.later(Duration.ZERO, () -> endpoint.links.getFirst().send(answer));
            talk(client);
        }

        assertThat(client.messages()).hasSize(500);
    }

    @Test
    void aRefusedLinkIsAttachedAndDetached() {
        endpoint.refusesLinks = true;
        var client = opened();
        var sender = sender(client);

        assertThat(sender.getRemoteState()).isEqualTo(EndpointState.CLOSED);
        assertThat(sender.getRemoteTarget()).isNull();
        assertThat(sender.getRemoteCondition().getCondition().toString())
                .isEqualTo("amqp:not-found");
        assertThat(client.closedWith()).isEmpty();
    }

    @Test
    void linksMayComeAndGo() {
        var client = opened();
        for (int count = 0; count < 3 * LIMITS.linksMax(); count++) {
            var sender = client.attachSender("ask-" + count, "here", Map.of());
            talk(client);
            assertThat(sender.getRemoteState()).isEqualTo(EndpointState.ACTIVE);
            sender.close();
            talk(client);
            assertThat(sender.getRemoteState()).isEqualTo(EndpointState.CLOSED);
            sender.free();
        }
        assertThat(client.closedWith()).isEmpty();
    }

    @Test
    void thirtyTwoLinksAreTakenAndNotOneMore() {
        var client = opened();
        for (int count = 0; count < LIMITS.linksMax(); count++) {
            client.attachSender("ask-" + count, "here", Map.of());
        }
        talk(client);
        assertThat(client.closedWith()).isEmpty();

        client.attachSender("one more", "here", Map.of());
        talk(client);

        assertThat(client.closedWith()).isEqualTo("amqp:resource-limit-exceeded");
    }

    @Test
    void eightSessionsAreTaken() {
        var client = opened();
        for (int count = 1; count < LIMITS.channelsMax(); count++) {
            client.connection().session().open();
        }
        talk(client);

        assertThat(client.closedWith()).isEmpty();
    }

    @Test
    void aNinthChannelEndsTheConnection() {
        opened();
        heard();
        say("00000020 02000008 005311 c01309 40 43 70ffffffff 70ffffffff 52ff 40 40 40 40");

        assertThat(heard()).contains(hex("amqp:not-allowed"), hex("begin on a channel"));
        link.pass(Duration.ofSeconds(1));
        assertThat(link.isClosed()).isTrue();
    }

    /// And what is still under way on that link is dropped, while others go on.
    @Test
    void aMessageOverTheLimitEndsTheLink() {
        var client = opened();
        var sender = sender(client);
        client.send(sender, new byte[LIMITS.messageBytesMax() + 1], LIMITS.messageBytesMax() + 1);
        client.send(sender, hello());
        talk(client);

        assertThat(sender.getRemoteState()).isEqualTo(EndpointState.CLOSED);
        assertThat(sender.getRemoteCondition().getCondition().toString())
                .isEqualTo("amqp:link:message-size-exceeded");
        assertThat(endpoint.deliveries).isEmpty();

        var other = client.attachSender("other", "here", Map.of());
        talk(client);
        client.send(other, hello());
        talk(client);
        assertThat(endpoint.deliveries).hasSize(1);
        assertThat(client.closedWith()).isEmpty();
    }

    @Test
    void aMessageAtTheLimitArrives() {
        var client = opened();
        var message = AmqpClient.message(Map.of(), null, "x".repeat(LIMITS.messageBytesMax() - 64));
        client.send(sender(client), message);
        talk(client);

        assertThat(endpoint.deliveries)
                .singleElement()
                .extracting(AmqpDelivery::content)
                .isInstanceOf(AmqpMessage.class);
    }

    @Test
    void moreMessagesThanCreditEndTheConnection() {
        var client = opened();
        var sender = sender(client);
        for (int sent = 0; sent < LIMITS.credit(); sent++) {
            client.send(sender, hello());
        }
        talk(client);
        assertThat(endpoint.deliveries).hasSize(LIMITS.credit());

        // What the engine would not send: the eleventh, written by hand.
        say("0000001d 02000000 005314 c00a06 43 520a a00178 43 42 42 005375 a00178");

        assertThat(heard()).contains(hex("amqp:link:transfer-limit-exceeded"));
        link.pass(Duration.ofSeconds(1));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void aTransferOnNoLinkEndsTheConnection() {
        opened();
        heard();
        say("00000017 02000000 005314 c00a06 52 09 43 a00178 43 42 42");

        assertThat(heard()).contains(hex("amqp:connection:framing-error"));
        link.pass(Duration.ofSeconds(1));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void whoOpensTooLateIsClosed() {
        say(SASL);
        link.pass(Duration.ofSeconds(10).minusMillis(1));
        assertThat(link.isClosed()).isFalse();

        link.pass(Duration.ofMillis(1));

        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void whoSaysNothingIsClosed() {
        link.pass(Duration.ofSeconds(10));

        assertThat(link.isClosed()).isTrue();
    }

    /// A TPM takes seconds for its part: each step has its own time.
    @Test
    void eachStepOfTheHandshakeHasItsTime() {
        say(SASL);
        link.pass(Duration.ofSeconds(9));
        say("00000016 02010000 005341 c00902 a30354504d a00100");
        link.pass(Duration.ofSeconds(9));
        assertThat(link.isClosed()).isFalse();

        link.pass(Duration.ofSeconds(1));

        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void aVerdictMayTakeItsTime() {
        endpoint.slowToJudge = true;
        say(SASL + "0000001b 02010000 005341 c00e02 a305504c41494e a004676f6f64");
        link.pass(Duration.ofSeconds(30));
        assertThat(link.isClosed()).isFalse();

        endpoint.connection.later(Duration.ZERO, endpoint.connection::authenticated);
        link.pass(Duration.ofSeconds(9));
        assertThat(link.isClosed()).isFalse();

        link.pass(Duration.ofSeconds(2));

        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void silenceEndsTheConnection() {
        var client = opened();
        link.pass(Duration.ofMinutes(4));
        client.input(link.written().getBytes(StandardCharsets.ISO_8859_1));

        assertThat(client.closedWith()).isEqualTo("amqp:resource-limit-exceeded");
        link.pass(Duration.ofSeconds(1));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void emptyFramesKeepAConnectionButNotForEver() {
        var client = opened();
        link.pass(Duration.ofMinutes(3));
        say(EMPTY_FRAME);
        link.pass(Duration.ofMinutes(2).minusSeconds(1));
        client.input(link.written().getBytes(StandardCharsets.ISO_8859_1));
        assertThat(client.closedWith()).isEmpty();

        link.pass(Duration.ofSeconds(1));
        client.input(link.written().getBytes(StandardCharsets.ISO_8859_1));

        assertThat(client.closedWith()).isEqualTo("amqp:connection:forced");
    }

    @Test
    void aRequestUnderWayIsNoQuietTime() {
        var client = opened();
        client.send(sender(client), hello());
        talk(client);
        link.pass(Duration.ofMinutes(3));
        say(EMPTY_FRAME);
        link.pass(Duration.ofMinutes(3));
        client.input(link.written().getBytes(StandardCharsets.ISO_8859_1));

        assertThat(client.closedWith()).isEmpty();
    }

    @Test
    void aPeerThatWantsToHearFromUsDoes() {
        var client = AmqpClient.withoutSasl();
        client.transport().setIdleTimeout(20_000); // it announces half of that
        client.open();
        talk(client);
        heard();

        link.pass(Duration.ofSeconds(5).minusMillis(1));
        assertThat(heard()).isEmpty();
        link.pass(Duration.ofMillis(1));
        assertThat(heard()).isEqualTo(EMPTY_FRAME);
        link.pass(Duration.ofSeconds(5));
        assertThat(heard()).isEqualTo(EMPTY_FRAME);
    }

    @Test
    void drainingWaitsForWhatIsUnderWay() {
        var client = opened();
        client.send(sender(client), hello());
        talk(client);

        session.drain();
        talk(client);
        assertThat(client.closedWith()).isEmpty();

        endpoint.connection.later(
                Duration.ofMillis(40), () -> endpoint.deliveries.getFirst().accept());
        link.pass(Duration.ofMillis(40));
        talk(client);

        assertThat(client.outcomes()).containsExactly(Accepted.getInstance());
        assertThat(client.closedWith()).isEqualTo("amqp:connection:forced");
    }

    @Test
    void drainingEndsAnIdleConnectionAtOnce() {
        var client = opened();
        session.drain();
        talk(client);

        assertThat(client.closedWith()).isEqualTo("amqp:connection:forced");
        client.connection().close();
        talk(client);
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void drainingEndsAHandshake() {
        say(SASL);
        session.drain();

        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void aPeerThatClosesIsAnsweredAndGone() {
        var client = opened();
        client.connection().close();
        talk(client);

        assertThat(client.connection().getRemoteState()).isEqualTo(EndpointState.CLOSED);
        assertThat(client.closedWith()).isEmpty();
        assertThat(link.isClosed()).isTrue();
        session.closed();
        assertThat(endpoint.heard).endsWith("closed");
    }

    /// How the original refuses certificates. Source: dps-device-protocol, section 3.6.
    @Test
    void aRefusalInsteadOfAWelcomeIsInTheOpenToo() {
        endpoint.refusesOpen = true;
        var client = AmqpClient.withoutSasl().open();
        talk(client);

        assertThat(client.connection().getRemoteProperties().toString())
                .contains("com.microsoft:open-error", "amqp:unauthorized-access");
        assertThat(client.closedWith()).isEqualTo("amqp:unauthorized-access");
        assertThat(client.closeText()).isEqualTo("who are you");
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
