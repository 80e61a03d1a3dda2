package berth.net.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.id.ByteString;
import berth.net.link.FakeLink;
import berth.net.link.LinkSession;
import berth.testkit.amqp.AmqpClient;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.transport.ReceiverSettleMode;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Receiver;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What a hub needs of a connection and the provisioning service does not.
class AmqpHubLinksTest {
    private static final AmqpLimits HUB = AmqpLimits.HUB;
    private static final ByteString TAG = ByteString.ofHex("33221100554477668899aabbccddeeff");

    private final FakeLink link = new FakeLink();
    private final ScriptedConversation endpoint = new ScriptedConversation();
    private final LinkSession session =
            new AmqpProtocol(
                            connection -> {
                                endpoint.connection = connection;
                                return endpoint;
                            },
                            AmqpLimits.PROVISIONING,
                            "berth",
                            link::nanos)
                    .open(link);
    private final AmqpClient client = AmqpClient.withoutSasl().asksFor("hub1.example.com");

    AmqpHubLinksTest() {
        endpoint.limits = HUB;
        endpoint.terms = AmqpTerms.TRACKED;
        client.open();
        talk();
    }

    private void talk() {
        boolean quiet = false;
        while (!quiet) {
            byte[] out = client.output();
            session.received(ByteBuffer.wrap(out));
            link.work();
            byte[] in = link.written().getBytes(StandardCharsets.ISO_8859_1);
            client.input(in);
            quiet = out.length == 0 && in.length == 0;
        }
    }

    private void here(Runnable task) {
        endpoint.connection.later(Duration.ZERO, task);
        talk();
    }

    private Receiver receiver(int credit) {
        var receiver = client.attachReceiver("commands", "there", Map.of(), credit);
        talk();
        return receiver;
    }

    private static AmqpMessage hello() {
        return AmqpMessage.answer(null, Map.of(), ByteString.of((byte) 'h'));
    }

    private static org.apache.qpid.proton.message.Message message(int bytes) {
        return AmqpClient.message(Map.of(), null, "x".repeat(bytes));
    }

    @Test
    void theLimitsAreThoseOfTheHouseThatWasAskedFor() {
        assertThat(endpoint.openedAs).isEqualTo("hub1.example.com");
        assertThat(client.transport().getRemoteChannelMax()).isEqualTo(99);
        var sender = client.attachSender("telemetry", "here", Map.of());
        for (int more = 1; more < HUB.channelsMax(); more++) {
            client.attachSender(client.begin(), "telemetry", "here", Map.of());
        }
        talk();
        client.send(sender, message(200 * 1024));
        talk();

        assertThat(sender.getCredit()).isEqualTo(HUB.credit() - 1);
        assertThat(sender.getRemoteMaxMessageSize())
                .isEqualTo(UnsignedLong.valueOf(HUB.messageBytesMax()));
        assertThat(endpoint.links).hasSize(100);
        assertThat(endpoint.deliveries).hasSize(1);
        assertThat(client.closedWith()).isEmpty();
    }

    @Test
    void aDeviceMayHaveNothingToSayForDays() {
        for (int hour = 0; hour < 48 * 60; hour++) {
            link.pass(Duration.ofMinutes(1));
            session.received(ByteBuffer.wrap(new byte[] {0, 0, 0, 8, 2, 0, 0, 0}));
        }
        talk();

        assertThat(client.closedWith()).isEmpty();
        assertThat(link.isClosed()).isFalse();
    }

    @Test
    void linksOfOneNameOnTwoSessionsAreTwo() {
        client.attachSender("same", "one", Map.of());
        client.attachSender(client.begin(), "same", "two", Map.of());
        client.attachReceiver("same", "three", Map.of(), 0);
        talk();

        assertThat(endpoint.links)
                .extracting(AmqpLink::address)
                .containsExactly("one", "two", "three");
        assertThat(endpoint.links).extracting(AmqpLink::name).containsOnly("same");
        assertThat(endpoint.links.get(0).session()).isNotEqualTo(endpoint.links.get(1).session());
        assertThat(endpoint.links.get(0).session()).isEqualTo(endpoint.links.get(2).session());
    }

    @Test
    void theEndOfASessionIsTheEndOfItsLinks() {
        var second = client.begin();
        client.attachSender("a", "one", Map.of());
        client.attachSender(second, "a", "two", Map.of());
        talk();
        second.close();
        talk();

        assertThat(endpoint.heard).endsWith("detached two").doesNotContain("detached one");
        assertThat(client.closedWith()).isEmpty();
    }

    @Test
    void aLinkMayBeGivenUpLater() {
        var sender = client.attachSender("a", "here", Map.of());
        talk();
        here(
                () ->
                        endpoint.links
                                .getFirst()
                                .detach(AmqpError.of("amqp:link:stolen", "another connection")));
        assertThat(sender.getRemoteState()).isEqualTo(EndpointState.CLOSED);
        assertThat(sender.getRemoteCondition().getCondition().toString())
                .isEqualTo("amqp:link:stolen");

        client.send(sender, message(1));
        talk();
        assertThat(endpoint.deliveries).isEmpty();

        sender.close();
        talk();
        assertThat(endpoint.heard).endsWith("detached here");
        assertThat(client.closedWith()).isEmpty();
    }

    @Test
    void creditIsToldAndUsed() {
        client.settlesByHand();
        var receiver = receiver(0);
        assertThat(endpoint.heard).doesNotContain("credited 2");
        assertThat(endpoint.links.getFirst().credit()).isZero();
        receiver.flow(2);
        talk();

        assertThat(endpoint.heard).contains("credited 2");
        here(() -> endpoint.links.getFirst().dispatch(TAG, hello()));
        assertThat(endpoint.links.getFirst().credit()).isEqualTo(1);
        assertThat(client.received().getFirst().tag()).isEqualTo(TAG.toByteArray());
    }

    @Test
    void nothingGoesOutWithoutCredit() {
        receiver(0);

        assertThatThrownBy(() -> endpoint.links.getFirst().dispatch(TAG, hello()))
                .isInstanceOf(IllegalStateException.class);
    }

    /// However much credit a peer gives, what it does not settle is bounded.
    @Test
    void unsettledMessagesAreBounded() {
        client.settlesByHand();
        receiver(1_000_000);
        for (int sent = 0; sent < HUB.credit(); sent++) {
            var tag = ByteString.of((byte) sent);
            endpoint.links.getFirst().dispatch(tag, hello());
        }

        assertThat(endpoint.links.getFirst().credit()).isZero();
        here(() -> {});
        client.received().getFirst().delivery().disposition(Accepted.getInstance());
        client.received().getFirst().delivery().settle();
        talk();
        here(() -> endpoint.sent.getFirst().settle());
        assertThat(endpoint.links.getFirst().credit()).isEqualTo(1);
    }

    @Test
    void everyOutcomeComesBack() {
        client.settlesByHand();
        receiver(10);
        for (int sent = 0; sent < 5; sent++) {
            endpoint.links.getFirst().dispatch(ByteString.of((byte) sent), hello());
        }
        here(() -> {});
        var states =
                List.of(
                        Accepted.getInstance(),
                        Released.getInstance(),
                        new Rejected(),
                        new Modified());
        for (int at = 0; at < states.size(); at++) {
            client.received().get(at).delivery().disposition(states.get(at));
            client.received().get(at).delivery().settle();
        }
        client.received().get(4).delivery().settle();
        talk();

        assertThat(endpoint.heard)
                .contains(
                        "settled ACCEPTED",
                        "settled RELEASED",
                        "settled REJECTED",
                        "settled MODIFIED",
                        "settled UNSTATED");
        assertThat(endpoint.sent)
                .extracting(sent -> sent.tag().hex())
                .containsExactly("00", "01", "02", "03", "04");
    }

    /// rcv-settle-mode second: who gets a message settles it only when it has heard that its word
    /// was taken.
    @Test
    void whoSettlesSecondHearsThatItsWordWasTaken() {
        client.settlesByHand();
        var receiver = AmqpClient.receiver(client.session(), "commands", "there", Map.of());
        receiver.setReceiverSettleMode(ReceiverSettleMode.SECOND);
        receiver.open();
        receiver.flow(2);
        talk();
        assertThat(receiver.getRemoteReceiverSettleMode()).isEqualTo(ReceiverSettleMode.SECOND);
        endpoint.links.getFirst().dispatch(ByteString.of((byte) 1), hello());
        here(() -> endpoint.links.getFirst().dispatch(ByteString.of((byte) 2), hello()));
        var first = client.received().get(0).delivery();
        var second = client.received().get(1).delivery();
        first.disposition(Accepted.getInstance());
        second.disposition(Accepted.getInstance());
        talk();
        assertThat(endpoint.heard).contains("settled ACCEPTED");
        assertThat(first.remotelySettled()).isFalse();

        endpoint.connection.later(Duration.ZERO, () -> endpoint.sent.get(0).settle());
        here(() -> endpoint.sent.get(1).fail(AmqpError.of("com.microsoft:message-lock-lost", "")));

        assertThat(first.remotelySettled()).isTrue();
        assertThat(first.getRemoteState()).isEqualTo(Accepted.getInstance());
        assertThat(second.remotelySettled()).isTrue();
        assertThat(((Rejected) second.getRemoteState()).getError().getCondition().toString())
                .isEqualTo("com.microsoft:message-lock-lost");
    }

    /// What is tracked must be settled by the peer, whatever it asked for.
    @Test
    void aPeerThatWantsSettledMessagesGetsOthersWhereTheyAreTracked() {
        var receiver = AmqpClient.receiver(client.session(), "commands", "there", Map.of());
        receiver.setSenderSettleMode(SenderSettleMode.SETTLED);
        receiver.open();
        talk();

        assertThat(receiver.getRemoteSenderSettleMode()).isEqualTo(SenderSettleMode.MIXED);
    }

    @Test
    void anAnsweredAttachSaysWhatTheStockClientsNeed() {
        var sender = client.attachSender("telemetry", "here", Map.of());
        talk();

        assertThat(sender.getRemoteMaxMessageSize().longValue()).isPositive();
        assertThat(sender.getRemoteTarget().getAddress()).isEqualTo("here");
    }

    @Test
    void aSelectorIsSeenAndEchoedWhereItIsObeyed() {
        var selector = Symbol.valueOf("apache.org:selector-filter:string");
        endpoint.terms = AmqpTerms.TRACKED_AND_FILTERED;
        var receiver = AmqpClient.receiver(client.session(), "events", "there", Map.of());
        var source = new Source();
        source.setAddress("there");
        source.setFilter(Map.of(selector, "amqp.annotation.x-opt-offset > '5'"));
        receiver.setSource(source);
        receiver.open();
        talk();

        assertThat(endpoint.links.getFirst().selector())
                .contains("amqp.annotation.x-opt-offset > '5'");
        assertThat(((Source) receiver.getRemoteSource()).getFilter().get(selector)).isNotNull();
    }

    @Test
    void whatCameMayBeGivenBack() {
        var sender = client.attachSender("telemetry", "here", Map.of());
        talk();
        client.send(sender, message(1));
        client.send(sender, message(1));
        talk();
        here(() -> endpoint.deliveries.get(0).release());
        here(() -> endpoint.deliveries.get(1).modify());

        assertThat(client.outcomes().get(0)).isEqualTo(Released.getInstance());
        assertThat(client.outcomes().get(1)).isInstanceOf(Modified.class);
    }

    @Test
    void aBatchArrivesAsOne() {
        var sender = client.attachSender("telemetry", "here", Map.of());
        talk();
        client.sendBatch(sender, List.of(message(1), message(2)));
        talk();

        assertThat(endpoint.deliveries.getFirst().content())
                .isInstanceOfSatisfying(
                        AmqpBatch.class, batch -> assertThat(batch.messages()).hasSize(2));
    }

    /// One link at its fullest gets its credit back only when there is room, and nothing breaks.
    @Test
    void whatIsNotSettledIsBoundedByCredit() {
        var senders =
                List.of(
                        client.attachSender("a", "here", Map.of()),
                        client.attachSender("b", "here", Map.of()));
        talk();
        int sent = 0;
        for (int round = 0; round < 2; round++) {
            for (var sender : senders) {
                while (sender.getCredit() > 0) {
                    client.send(sender, message(250 * 1024));
                    sent++;
                }
            }
            talk();
        }
        assertThat(sent).isEqualTo(2 * HUB.credit());
        // More than half of what may be held: settling one at a time gives no credit at first.
        for (int at = 0; at < 20; at++) {
            endpoint.deliveries.get(at).accept();
        }
        here(() -> {});
        assertThat(senders.getFirst().getCredit()).isZero();

        endpoint.deliveries.forEach(AmqpDelivery::accept);
        here(() -> {});

        assertThat(senders.get(0).getCredit()).isGreaterThan(HUB.credit() - 10);
        assertThat(senders.get(1).getCredit()).isGreaterThan(HUB.credit() - 10);
        assertThat(client.closedWith()).isEmpty();
    }

    @Test
    void moreThanMayBeHeldEndsTheConnection() {
        for (int at = 0; at < 3; at++) {
            var sender = client.attachSender("link-" + at, "here", Map.of());
            talk();
            while (sender.getCredit() > 0) {
                client.send(sender, message(255 * 1024));
            }
            talk();
        }

        assertThat(client.closedWith()).isEqualTo("amqp:resource-limit-exceeded");
    }

    /// What is tracked waits while the peer reads slowly, and goes on when it has read.
    @Test
    void aSlowReaderIsWaitedFor() {
        receiver(10);
        link.leaveUnsent(HUB.unsettledBytesMax() / 4);
        assertThat(endpoint.links.getFirst().credit()).isZero();
        endpoint.heard.clear();
        link.pass(Duration.ofMillis(50));
        assertThat(endpoint.heard).isEmpty();

        link.leaveUnsent(0);
        link.pass(Duration.ofMillis(50));

        assertThat(endpoint.heard).containsExactly("credited 10");
        assertThat(endpoint.links.getFirst().credit()).isEqualTo(10);
    }

    @Test
    void aPeerThatDoesNotReadAtAllIsClosed() {
        receiver(10);
        link.leaveUnsent(HUB.unsettledBytesMax() + 1);
        endpoint.links.getFirst().send(hello());
        session.received(ByteBuffer.wrap(new byte[] {0, 0, 0, 8, 2, 0, 0, 0}));

        assertThat(link.isClosed()).isTrue();
    }
}
