package berth.net.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.id.ByteString;
import berth.net.link.DrainingSession;
import berth.net.link.FakeLink;
import berth.net.link.LinkSession;
import berth.net.mqtt.MqttConversation.Settled;
import berth.net.mqtt.MqttOutlet.Push;
import berth.wire.mqtt.ConnectCode;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttPacket.Publish;
import berth.wire.mqtt.MqttRead;
import berth.wire.mqtt.MqttReader;
import berth.wire.mqtt.MqttWriter;
import berth.wire.mqtt.Qos;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A connection on which both sides speak whenever they like: messages that are acknowledged after
/// the work, and messages to the client.
class HubbubTest {
    private static final MqttPacket LET_IN = new MqttPacket.ConnAck(false, ConnectCode.ACCEPTED);
    private static final Qos SURE = Qos.AT_LEAST_ONCE;

    private final FakeLink link = new FakeLink();
    private final HubbubEndpoint endpoint = new HubbubEndpoint();
    private final LinkSession session =
            new MqttProtocol(endpoint, MqttLimits.DEFAULTS, link::nanos).open(link);

    private static Publish sent(String text, int packetId) {
        return packetId == 0
                ? Publish.atMostOnce("d2c", bytes(text))
                : Publish.atLeastOnce("d2c", bytes(text), packetId);
    }

    private static Publish pushed(String text, int packetId) {
        return packetId == 0
                ? Publish.atMostOnce("c2d/x", bytes(text))
                : Publish.atLeastOnce("c2d/x", bytes(text), packetId);
    }

    private static ByteString bytes(String text) {
        return ByteString.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MqttPacket.Subscribe subscribe(int packetId, Qos qos, String... filters) {
        return new MqttPacket.Subscribe(
                packetId,
                List.of(filters).stream()
                        .map(filter -> new MqttPacket.Subscription(filter, qos))
                        .toList());
    }

    private static ByteBuffer together(MqttPacket... packets) {
        var all = ByteBuffer.allocate(10_000);
        for (var packet : packets) {
            all.put(MqttWriter.bytes(packet));
        }
        return all.flip();
    }

    /// All in one piece, as it may arrive.
    private void say(MqttPacket... packets) {
        session.received(together(packets));
    }

    private List<MqttPacket> heard() {
        var bytes = ByteBuffer.wrap(link.written().getBytes(StandardCharsets.ISO_8859_1));
        var reader = new MqttReader(1_000_000);
        var packets = new ArrayList<MqttPacket>();
        while (reader.next(bytes) instanceof MqttRead.Complete(MqttPacket packet)) {
            packets.add(packet);
        }
        assertThat(bytes.hasRemaining()).isFalse();
        return packets;
    }

    private void enter(int keepAliveSeconds) {
        say(new MqttPacket.Connect("dev", false, keepAliveSeconds, "name", null, null));
        link.work();
        assertThat(heard()).hasSize(1).first().isInstanceOf(MqttPacket.ConnAck.class);
    }

    private void enter() {
        enter(60);
    }

    private void enterListening(Qos qos) {
        endpoint.remembered = HubbubEndpoint.remembered("c2d/#", qos);
        enter();
        endpoint.done.clear();
    }

    private void push(String text, Qos qosMax) {
        endpoint.outlet.push(endpoint.push("c2d/x", text, qosMax));
        link.pass(Duration.ZERO);
    }

    @Test
    void whatIsEntrustedIsAcknowledgedAfterTheWork() {
        enter();
        say(sent("a", 5));
        assertThat(heard()).isEmpty();

        link.work();
        assertThat(endpoint.done).containsExactly("a");
        assertThat(heard()).containsExactly(new MqttPacket.PubAck(5));
    }

    @Test
    void whatComesAtOnceIsWorkedOnAtOnceUpToTheLimit() {
        enter();
        say(sent("a", 5), sent("b", 0), sent("c", 6), sent("d", 7));
        link.work();

        assertThat(endpoint.done).containsExactly("a+b+c", "d");
        assertThat(heard())
                .containsExactly(
                        new MqttPacket.PubAck(5),
                        new MqttPacket.PubAck(6),
                        new MqttPacket.PubAck(7));
    }

    @Test
    void whatComesDuringTheWorkIsWorkedOnTogetherAfterIt() {
        enter();
        say(sent("a", 1));
        say(sent("b", 2));
        say(sent("c", 3));
        link.work();

        assertThat(endpoint.done).containsExactly("a", "b+c");
    }

    @Test
    void aBatchIsNoLongerThanItsLimitUnlessOneMessageIs() {
        enter();
        String half = "x".repeat(HubbubEndpoint.BYTES_MAX / 2 - 3);
        String more = "y".repeat(HubbubEndpoint.BYTES_MAX);
        say(sent(half, 1), sent(half, 2), sent("z", 3));
        link.work();
        say(sent(more, 4));
        link.work();

        assertThat(endpoint.done).containsExactly(half + "+" + half, "z", more);
    }

    @Test
    void theWorkMayAcknowledgeAFewAndEndTheConnection() {
        endpoint.settled = new Settled.Ending(1, "enough");
        enter();
        say(sent("a", 1), sent("b", 2), sent("c", 3));
        link.work();

        assertThat(heard()).containsExactly(new MqttPacket.PubAck(1));
        assertThat(link.isClosed()).isTrue();
        assertThat(endpoint.done).containsExactly("a+b+c", "lost: enough");
    }

    @Test
    void answersComeAfterTheAcknowledgements() {
        enterListening(Qos.AT_MOST_ONCE);
        endpoint.settled = new Settled.All(List.of(endpoint.push("c2d/x", "answer", SURE)));
        say(sent("a", 1), sent("b", 2));
        link.work();

        assertThat(heard())
                .containsExactly(
                        new MqttPacket.PubAck(1), new MqttPacket.PubAck(2), pushed("answer", 0));
    }

    @Test
    void aClientThatSendsMoreThanCanWaitIsNotReadFromUntilThereIsRoom() {
        enter();
        say(sent("a", 1));
        say(sent("b", 2), sent("c", 3), sent("d", 4));
        assertThat(link.isPaused()).isFalse();
        say(sent("e", 5), sent("f", 6), sent("g", 7));
        assertThat(link.isPaused()).isTrue();

        link.work();
        assertThat(link.isPaused()).isFalse();
        assertThat(link.isClosed()).isFalse();
        assertThat(endpoint.done).containsExactly("a", "b+c+d", "e+f+g");
        assertThat(heard()).hasSize(7);
    }

    @Test
    void bytesThatWaitPauseReadingToo() {
        enter();
        say(sent("a", 1));
        say(sent("x".repeat(HubbubEndpoint.BYTES_MAX - 3), 2));
        assertThat(link.isPaused()).isTrue();
        link.work();

        assertThat(link.isPaused()).isFalse();
    }

    @Test
    void whatWasReceivedBeforeThePauseIsNotLost() {
        enter();
        ByteBuffer last = together(sent("last", 9));
        say(sent("a", 1), sent("b", 2), sent("c", 3), sent("d", 4));
        say(sent("e", 5), sent("f", 6), sent("g", 7));
        session.received(last.slice(0, 5));
        session.received(last.slice(5, last.limit() - 5));
        link.work();

        assertThat(String.join("+", endpoint.done)).isEqualTo("a+b+c+d+e+f+g+last");
        assertThat(heard()).hasSize(8);
    }

    @Test
    void aClientThatHasToWaitIsNotTakenToBeSilent() {
        enter();
        say(sent("a", 1));
        say(sent("b", 2), sent("c", 3), sent("d", 4), sent("e", 5));
        link.pass(Duration.ofMinutes(5));
        assertThat(link.isClosed()).isFalse();

        link.work();
        link.pass(Duration.ofSeconds(90));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void aSubscriptionIsAcknowledgedAfterTheWorkThatKeepsIt() {
        enter();
        say(subscribe(7, SURE, "c2d/#", "no"));
        assertThat(heard()).isEmpty();

        link.work();
        assertThat(heard()).containsExactly(new MqttPacket.SubAck(7, List.of(1, 0x80)));
        assertThat(endpoint.done).containsExactly("subscribe c2d/# no", "listens");
    }

    @Test
    void whatIsPushedAsSoonAsTheClientListensComesAfterItsSubAck() {
        endpoint.whileListening = Optional.of(endpoint.push("c2d/x", "p", SURE));
        enter();
        say(subscribe(7, SURE, "c2d/#"));
        link.work();

        assertThat(heard()).containsExactly(new MqttPacket.SubAck(7, List.of(1)), pushed("p", 1));
    }

    @Test
    void theHouseListensBeforeTheClientHearsThatItMay() {
        var heardBefore = new ArrayList<MqttPacket>();
        endpoint.onListening = () -> heardBefore.addAll(heard());
        enter();
        say(subscribe(7, SURE, "c2d/#"));
        link.work();

        assertThat(endpoint.done).containsExactly("subscribe c2d/#", "listens");
        assertThat(heardBefore).isEmpty();
        assertThat(heard()).containsExactly(new MqttPacket.SubAck(7, List.of(1)));
    }

    @Test
    void filtersBeyondTheLimitOfOnePacketAreRefusedUnasked() {
        enter();
        say(subscribe(7, SURE, "1", "2", "3", "4", "5", "6"));
        link.work();

        assertThat(heard()).containsExactly(new MqttPacket.SubAck(7, List.of(1, 1, 1, 1, 1, 0x80)));
        assertThat(endpoint.done).containsExactly("subscribe 1 2 3 4 5", "listens");
    }

    @Test
    void subscriptionsAndMessagesAreWorkedOnInTheOrderTheyCame() {
        enter();
        say(
                sent("a", 1),
                subscribe(7, SURE, "c2d/#"),
                sent("b", 2),
                new MqttPacket.Unsubscribe(8, List.of("c2d/#")));
        link.work();

        assertThat(endpoint.done)
                .containsExactly("a", "subscribe c2d/#", "listens", "b", "unsubscribe c2d/#");
        assertThat(heard())
                .containsExactly(
                        new MqttPacket.PubAck(1),
                        new MqttPacket.SubAck(7, List.of(1)),
                        new MqttPacket.PubAck(2),
                        new MqttPacket.UnsubAck(8));
    }

    @Test
    void whoNoLongerListensIsSentNothing() {
        enterListening(SURE);
        say(new MqttPacket.Unsubscribe(8, List.of("c2d/#")));
        link.work();
        heard();
        push("a", SURE);

        assertThat(heard()).isEmpty();
        assertThat(endpoint.fates).containsExactly("a UNHEARD");
    }

    @Test
    void whatIsRememberedOfAClientCountsFromTheBeginning() {
        endpoint.remembered = HubbubEndpoint.remembered("c2d/#", SURE);
        endpoint.whileConnecting = Optional.of(endpoint.push("c2d/x", "early", SURE));
        say(new MqttPacket.Connect("dev", false, 60, "name", null, null));
        link.work();

        assertThat(heard())
                .containsExactly(
                        new MqttPacket.ConnAck(true, ConnectCode.ACCEPTED), pushed("early", 1));
        assertThat(endpoint.done).containsExactly("listens");
    }

    @ParameterizedTest
    @CsvSource({
        "AT_MOST_ONCE, AT_MOST_ONCE, 0",
        "AT_MOST_ONCE, AT_LEAST_ONCE, 0",
        "AT_LEAST_ONCE, AT_MOST_ONCE, 0",
        "AT_LEAST_ONCE, AT_LEAST_ONCE, 1"
    })
    void aPushGoesOutWithTheLowerQos(Qos granted, Qos wanted, int used) {
        enterListening(granted);
        push("a", wanted);

        assertThat(heard()).containsExactly(pushed("a", used));
        assertThat(endpoint.fates).isEqualTo(used == 0 ? List.of("a SENT") : List.of());
    }

    @Test
    void aRepeatedPushSaysSo() {
        enterListening(SURE);
        endpoint.outlet.push(new Push("c2d/x", bytes("a"), SURE, true, _ -> {}));
        link.pass(Duration.ZERO);

        assertThat(heard()).containsExactly(new Publish("c2d/x", bytes("a"), SURE, 1, false, true));
    }

    @Test
    void anAcknowledgementIsTold() {
        enterListening(SURE);
        push("a", SURE);
        push("b", SURE);
        say(new MqttPacket.PubAck(2), new MqttPacket.PubAck(2), new MqttPacket.PubAck(99));
        assertThat(endpoint.fates).containsExactly("b ACKNOWLEDGED");

        say(new MqttPacket.PubAck(1));
        assertThat(endpoint.fates).containsExactly("b ACKNOWLEDGED", "a ACKNOWLEDGED");
    }

    @Test
    void pushesThatAreNotAcknowledgedAreLimited() {
        enterListening(SURE);
        push("a", SURE);
        push("b", SURE);
        push("c", SURE);
        push("d", Qos.AT_MOST_ONCE);
        assertThat(heard()).containsExactly(pushed("a", 1), pushed("b", 2), pushed("d", 0));
        assertThat(endpoint.fates).containsExactly("c FULL", "d SENT");

        say(new MqttPacket.PubAck(1));
        push("e", SURE);
        assertThat(heard()).containsExactly(pushed("e", 3));
    }

    @Test
    void packetIdentifiersInUseAreNotGivenAgain() {
        enterListening(SURE);
        push("old", SURE);
        heard();
        for (int i = 2; i <= 0xffff; i++) {
            push("p", SURE);
            say(new MqttPacket.PubAck(i));
        }
        heard();
        push("next", SURE);

        assertThat(heard()).containsExactly(pushed("next", 2));
    }

    @Test
    void whatIsNotAcknowledgedWhenTheConnectionEndsIsTold() {
        enterListening(SURE);
        push("a", SURE);
        session.closed();
        endpoint.outlet.push(endpoint.push("c2d/x", "late", SURE));

        assertThat(endpoint.fates).containsExactly("a LOST", "late LOST");
    }

    @Test
    void whatIsPushedToAClientThatLeavesBeforeItIsLetInIsTold() {
        endpoint.whileConnecting = Optional.of(endpoint.push("c2d/x", "early", SURE));
        say(new MqttPacket.Connect("dev", false, 60, "name", null, null));
        session.closed();
        link.work();

        assertThat(endpoint.fates).containsExactly("early LOST");
        assertThat(endpoint.done).containsExactly("lost: the link is gone");
    }

    @Test
    void aClientThatDoesNotReadIsClosedAtALimit() {
        enterListening(SURE);
        link.leaveUnsent(MqttLimits.DEFAULTS.unreadBytesMax() - 6);
        push("a", Qos.AT_MOST_ONCE);
        assertThat(link.isClosed()).isFalse();

        push("bb", Qos.AT_MOST_ONCE);
        link.work();
        assertThat(link.isClosed()).isTrue();
        assertThat(endpoint.fates).containsExactly("a SENT", "bb LOST");
        assertThat(endpoint.done).containsExactly("lost: what it is sent is not read");
    }

    @Test
    void pushesThatNobodyTakesOffTheirQueueAreLimitedToo() {
        enterListening(SURE);
        String big = "x".repeat(MqttLimits.DEFAULTS.unreadBytesMax() / 2);
        endpoint.outlet.push(endpoint.push("c2d/x", big, SURE));
        endpoint.outlet.push(endpoint.push("c2d/x", big, SURE));

        assertThat(endpoint.fates).containsExactly(big + " LOST", big + " LOST");
        link.work();
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void theHouseMayEndTheConnectionFromItsSide() {
        enterListening(SURE);
        push("a", SURE);
        endpoint.outlet.close("a newer one has come");
        link.work();

        assertThat(heard()).containsExactly(pushed("a", 1));
        assertThat(link.isClosed()).isTrue();
        assertThat(endpoint.done).containsExactly("lost: a newer one has come");
        assertThat(endpoint.fates).containsExactly("a LOST");
    }

    @Test
    void whoSaysDisconnectLeavesInPeaceAfterWhatItEntrusted() {
        enter();
        say(sent("a", 1));
        say(sent("b", 0), sent("c", 0), new MqttPacket.Disconnect(), sent("d", 0));
        assertThat(link.isClosed()).isTrue();
        session.closed();
        link.work();

        assertThat(endpoint.done).containsExactly("a", "b+c", "left in peace");
    }

    @Test
    void theGoodbyeComesAfterTheWorkThatIsUnderWay() {
        enter();
        say(sent("a", 1));
        session.closed();
        link.work();

        assertThat(endpoint.done).containsExactly("a", "lost: the link is gone");
    }

    @Test
    void whenTheHouseClosesTheGoodbyeIsSaidBeforeTheLinkIsClosed() {
        enter();
        say(sent("a", 1), sent("b", 2));
        ((DrainingSession) session).drain();
        say(sent("c", 3));
        link.work();

        assertThat(endpoint.done).containsExactly("a+b", "lost: the house closes");
        assertThat(heard()).containsExactly(new MqttPacket.PubAck(1), new MqttPacket.PubAck(2));
        assertThat(link.isClosed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"60, 90000", "1767, 2650500", "0, 2650500", "65535, 2650500"})
    void silenceIsOneAndAHalfKeepAlivesButTheKeepAliveHasALimit(int seconds, int silenceMax) {
        enter(seconds);
        link.pass(Duration.ofMillis(silenceMax - 1));
        assertThat(link.isClosed()).isFalse();

        link.pass(Duration.ofMillis(1));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void aClientThatPingsMayRestForEver() {
        enter(60);
        for (int hour = 0; hour < 48; hour++) {
            for (int minute = 0; minute < 60; minute++) {
                link.pass(Duration.ofMinutes(1));
                say(new MqttPacket.PingReq());
            }
        }

        assertThat(link.isClosed()).isFalse();
        assertThat(heard()).hasSize(48 * 60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/#", "a/+/b"})
    void nothingIsPushedToNoTopic(String topic) {
        assertThatThrownBy(() -> Push.forgotten(topic, ByteString.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Push.isTopic("a".repeat(Push.TOPIC_BYTES_MAX))).isTrue();
        assertThat(Push.isTopic("ä".repeat(Push.TOPIC_BYTES_MAX / 2 + 1))).isFalse();
    }

    @Test
    void theFirstPacketSaysThatNothingIsRemembered() {
        say(new MqttPacket.Connect("dev", false, 60, "name", null, null));
        link.work();

        assertThat(heard()).containsExactly(LET_IN);
        assertThat(endpoint.done).isEmpty();
    }
}
