package berth.net.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.ByteString;
import berth.net.link.DrainingSession;
import berth.net.link.FakeLink;
import berth.net.link.LinkSession;
import berth.wire.mqtt.ConnectCode;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttRead;
import berth.wire.mqtt.MqttReader;
import berth.wire.mqtt.MqttWriter;
import berth.wire.mqtt.Qos;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// One connection from its CONNECT to its end.
class MqttSessionTest {
    private static final MqttPacket.ConnAck LET_IN =
            new MqttPacket.ConnAck(false, ConnectCode.ACCEPTED);
    private static final MqttPacket.Subscribe LISTEN = subscribe(Qos.AT_LEAST_ONCE);

    private final FakeLink link = new FakeLink();
    private final ScriptedEndpoint endpoint = new ScriptedEndpoint();
    private final LinkSession session =
            new MqttProtocol(endpoint, MqttLimits.DEFAULTS, link::nanos).open(link);

    private static MqttPacket.Connect connect(String clientId, int keepAliveSeconds) {
        return new MqttPacket.Connect(clientId, false, keepAliveSeconds, "name", null, null);
    }

    private static MqttPacket.Subscribe subscribe(Qos qos) {
        return new MqttPacket.Subscribe(7, List.of(new MqttPacket.Subscription("res/#", qos)));
    }

    private static MqttPacket.Publish ask(String text) {
        return MqttPacket.Publish.atMostOnce("ask/1", bytes(text));
    }

    private static MqttPacket.Publish askSurely(String text, int packetId) {
        return MqttPacket.Publish.atLeastOnce("ask/1", bytes(text), packetId);
    }

    private static MqttPacket.Publish answer(String text, int packetId) {
        return MqttPacket.Publish.atLeastOnce("res/1", bytes(text), packetId);
    }

    private static ByteString bytes(String text) {
        return ByteString.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private void say(MqttPacket... packets) {
        for (var packet : packets) {
            session.received(MqttWriter.bytes(packet));
        }
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

    /// Everything up to and with SUBACK.
    private void enter() {
        say(connect("dev", 60));
        link.work();
        say(LISTEN);
        assertThat(heard())
                .containsExactly(LET_IN, new MqttPacket.SubAck(LISTEN.packetId(), List.of(1)));
    }

    @Test
    void aMessageIsAcknowledgedBeforeItIsWorkedOnAndAnsweredAfter() {
        enter();

        say(askSurely("a", 5));
        assertThat(heard()).containsExactly(new MqttPacket.PubAck(5));
        link.work();
        assertThat(heard()).containsExactly(answer("a", 1));
    }

    @Test
    void whateverComesWithoutWaitingIsAnsweredInOrder() {
        say(connect("dev", 60), LISTEN, askSurely("a", 5), ask("b"), new MqttPacket.PingReq());
        link.work();

        assertThat(heard())
                .containsExactly(
                        LET_IN,
                        new MqttPacket.SubAck(LISTEN.packetId(), List.of(1)),
                        new MqttPacket.PubAck(5),
                        new MqttPacket.PingResp(),
                        answer("a", 1),
                        answer("b", 2));
    }

    @Test
    void onlyOnePieceOfWorkOfAConnectionIsUnderWay() {
        enter();
        say(ask("a"), ask("b"), ask("c"));

        assertThat(link.worksWaiting()).isEqualTo(1);
        link.work();
        assertThat(endpoint.done).containsExactly("connect dev", "a", "b", "c");
    }

    @Test
    void anAnswerIsHeldUntilTheClientListens() {
        endpoint.answerNotBefore = Duration.ofMillis(40);
        enter();
        say(ask("a"));
        link.pass(Duration.ofMillis(10));
        link.work();

        link.pass(Duration.ofMillis(29));
        assertThat(heard()).isEmpty();
        link.pass(Duration.ofMillis(1));
        assertThat(heard()).containsExactly(answer("a", 1));
    }

    @Test
    void heldAnswersKeepTheirOrderAndDoNotHoldUpOneAnother() {
        endpoint.answerNotBefore = Duration.ofMillis(40);
        enter();
        say(ask("a"));
        link.pass(Duration.ofMillis(10));
        say(ask("b"));
        link.work();

        link.pass(Duration.ofMillis(30));
        assertThat(heard()).containsExactly(answer("a", 1));
        link.pass(Duration.ofMillis(10));
        assertThat(heard()).containsExactly(answer("b", 2));
    }

    @Test
    void answersGoOutAtTheQosOfTheSubscription() {
        say(connect("dev", 60));
        link.work();
        say(subscribe(Qos.AT_MOST_ONCE), ask("a"));
        link.work();
        say(subscribe(Qos.EXACTLY_ONCE), ask("b"));
        link.work();

        assertThat(heard())
                .containsExactly(
                        LET_IN,
                        new MqttPacket.SubAck(7, List.of(0)),
                        MqttPacket.Publish.atMostOnce("res/1", bytes("a")),
                        new MqttPacket.SubAck(7, List.of(1)),
                        answer("b", 1));
    }

    @Test
    void whoDoesNotListenIsServedAllTheSame() {
        say(connect("dev", 60), ask("a"));
        link.work();
        say(LISTEN, new MqttPacket.Unsubscribe(8, List.of("res/#")), ask("b"));
        link.work();

        assertThat(endpoint.done).contains("a", "b");
        assertThat(heard())
                .containsExactly(
                        LET_IN, new MqttPacket.SubAck(7, List.of(1)), new MqttPacket.UnsubAck(8));
    }

    @Test
    void otherSubscriptionsAndTooManyAtOnceAreRefusedOneByOne() {
        say(connect("dev", 60));
        link.work();
        heard();
        say(
                new MqttPacket.Subscribe(
                        9,
                        Stream.of("#", "res/1", "res/2", "res/3", "res/1")
                                .map(
                                        filter ->
                                                new MqttPacket.Subscription(
                                                        filter, Qos.AT_LEAST_ONCE))
                                .toList()));

        assertThat(heard()).containsExactly(new MqttPacket.SubAck(9, List.of(0x80, 1, 1, 1, 0x80)));
        assertThat(link.isClosed()).isFalse();
    }

    @Test
    void whoIsTurnedAwayHearsTheCodeAndNothingElse() {
        say(connect("stranger", 60), LISTEN);
        link.work();

        assertThat(heard())
                .containsExactly(new MqttPacket.ConnAck(false, ConnectCode.NOT_AUTHORIZED));
        assertThat(link.isClosed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"MQTT, 5", "MQIsdp, 3", "MQTT, 3"})
    void otherVersionsAreRefusedWithoutAskingTheEndpoint(String protocol, int level) {
        say(new MqttPacket.ForeignConnect(protocol, level));

        assertThat(heard())
                .containsExactly(new MqttPacket.ConnAck(false, ConnectCode.UNACCEPTABLE_PROTOCOL));
        assertThat(link.isClosed()).isTrue();
        assertThat(endpoint.done).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void whatMayNotComeFirstEndsTheConnection(MqttPacket packet) {
        say(packet);

        assertThat(heard()).isEmpty();
        assertThat(link.isClosed()).isTrue();
    }

    static Stream<MqttPacket> whatMayNotComeFirstEndsTheConnection() {
        return Stream.of(
                ask("a"),
                LISTEN,
                new MqttPacket.PingReq(),
                LET_IN,
                new MqttPacket.Disconnect(),
                connect("a".repeat(301), 60));
    }

    @ParameterizedTest
    @MethodSource
    void whatMayNotComeLaterEndsTheConnection(MqttPacket packet) {
        enter();
        say(packet, new MqttPacket.PingReq());
        link.work();

        assertThat(heard()).isEmpty();
        assertThat(link.isClosed()).isTrue();
    }

    static Stream<MqttPacket> whatMayNotComeLaterEndsTheConnection() {
        return Stream.of(
                connect("dev", 60),
                new MqttPacket.ForeignConnect("MQTT", 5),
                LET_IN,
                new MqttPacket.SubAck(1, List.of(0)),
                new MqttPacket.UnsubAck(1),
                new MqttPacket.PingResp(),
                new MqttPacket.Disconnect(),
                MqttPacket.Publish.atLeastOnce("elsewhere", ByteString.EMPTY, 1),
                MqttPacket.Publish.atLeastOnce("ask/" + "x".repeat(17), ByteString.EMPTY, 1));
    }

    @Test
    void bytesThatAreNoPacketEndTheConnection() {
        enter();
        session.received(ByteBuffer.wrap(new byte[] {(byte) 0xf0, 0}));

        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void theClientIdentifierAndTheTopicMayBeAsLongAsTheirLimit() {
        say(connect("a".repeat(300), 60));
        link.work();
        say(MqttPacket.Publish.atLeastOnce("ask/" + "x".repeat(16), bytes("a"), 1));
        link.work();

        assertThat(heard()).containsExactly(LET_IN, new MqttPacket.PubAck(1));
        assertThat(link.isClosed()).isFalse();
    }

    @Test
    void aPacketOverTheLimitIsRefusedByItsHeaderAloneBeforeAndAfterConnect() {
        // Remaining length 16382, after five bytes of header and length with it: one too many.
        session.received(ByteBuffer.wrap(new byte[] {0x10, (byte) 0xfe, 0x7f}));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void whoIsLetInMaySendMoreAndStillNotTooMuch() {
        enter();
        int overhead = 3 + 2 + "ask/1".length();
        say(ask("x".repeat(ScriptedEndpoint.LIMITS.packetBytesMax() - overhead)));
        assertThat(link.isClosed()).isFalse();

        ByteBuffer tooLong =
                MqttWriter.bytes(
                        ask("x".repeat(ScriptedEndpoint.LIMITS.packetBytesMax() - overhead + 1)));
        session.received(tooLong.slice(0, 3));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void requestsInFlightAreLimited() {
        enter();
        say(ask("a"), ask("b"), ask("c"));
        assertThat(link.isClosed()).isFalse();

        say(ask("d"));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void heldAnswersAreInFlight() {
        endpoint.answerNotBefore = Duration.ofMillis(40);
        enter();
        say(ask("a"), ask("b"), ask("c"));
        link.work();

        say(ask("d"));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void bytesThatWaitAreLimited() {
        enter();
        say(ask("a"), ask("x".repeat(900)), ask("x".repeat(100)));
        assertThat(link.isClosed()).isFalse();
        link.work();

        say(ask("a"), ask("x".repeat(901)), ask("x".repeat(100)));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void bytesBeforeTheClientIsLetInAreLimited() {
        say(connect("dev", 60));
        session.received(ByteBuffer.wrap(new byte[16 * 1024]));
        assertThat(link.isClosed()).isFalse();

        session.received(ByteBuffer.wrap(new byte[1]));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void whoDoesNotSayConnectWithinTenSecondsIsDropped() {
        link.pass(Duration.ofSeconds(9));
        session.received(MqttWriter.bytes(connect("dev", 60)).slice(0, 5));
        link.pass(Duration.ofMillis(999));
        assertThat(link.isClosed()).isFalse();

        link.pass(Duration.ofMillis(1));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void judgingTakesAsLongAsItTakes() {
        say(connect("dev", 60));
        link.pass(Duration.ofSeconds(11));

        assertThat(link.isClosed()).isFalse();
    }

    @Test
    void silenceIsEndedAfterOneAndAHalfKeepAlives() {
        say(connect("dev", 61));
        link.work();
        link.pass(Duration.ofSeconds(91));
        say(new MqttPacket.PingReq());
        link.pass(Duration.ofMillis(91_499));
        assertThat(link.isClosed()).isFalse();

        link.pass(Duration.ofMillis(1));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void aKeepAliveOfASecondIsHeldToItAlthoughConnectHadTen() {
        say(connect("dev", 1));
        link.work();
        link.pass(Duration.ofMillis(1_500));

        assertThat(link.isClosed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0", "65535"})
    void noPromiseOrALongOneEndsAfterFiveMinutesWithoutAWord(int keepAliveSeconds) {
        say(connect("dev", keepAliveSeconds));
        link.work();
        link.pass(Duration.ofSeconds(200));
        say(ask("a"));
        link.work();
        link.pass(Duration.ofSeconds(299));
        assertThat(link.isClosed()).isFalse();

        link.pass(Duration.ofSeconds(1));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void pingsAloneDoNotKeepAConnectionThatSaysNothing() {
        say(connect("dev", 60));
        link.work();
        for (int minute = 1; minute < 5; minute++) {
            link.pass(Duration.ofMinutes(1));
            say(new MqttPacket.PingReq());
        }
        link.pass(Duration.ofSeconds(59));
        assertThat(link.isClosed()).isFalse();

        link.pass(Duration.ofSeconds(1));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void anAnswerIsAWordToo() {
        endpoint.answerNotBefore = Duration.ofMinutes(4);
        say(connect("dev", 0));
        link.work();
        say(LISTEN, ask("a"));
        link.work();
        link.pass(Duration.ofMinutes(4));
        link.pass(Duration.ofMinutes(4));
        assertThat(link.isClosed()).isFalse();

        link.pass(Duration.ofMinutes(1));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void aConversationThatBeganIsLeftOnceWhoeverClosed() {
        enter();
        assertThat(endpoint.open).isEqualTo(1);
        say(new MqttPacket.Disconnect());
        session.closed();
        link.work();

        assertThat(endpoint.open).isZero();
    }

    @Test
    void aClientThatIsGoneBeforeItIsLetInHoldsNothing() {
        say(connect("dev", 60));
        session.closed();
        link.work();

        assertThat(endpoint.open).isZero();
    }

    @Test
    void whenTheHouseClosesARestingClientIsLeft() {
        enter();
        ((DrainingSession) session).drain();
        link.work();

        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void whenTheHouseClosesWhatHasBegunIsFinished() {
        endpoint.answerNotBefore = Duration.ofMillis(40);
        enter();
        say(ask("a"), ask("b"));
        ((DrainingSession) session).drain();
        say(askSurely("c", 4));
        link.work();
        assertThat(link.isClosed()).isFalse();

        link.pass(Duration.ofMillis(40));
        link.work();
        assertThat(heard()).containsExactly(answer("a", 1), answer("b", 2));
        assertThat(link.isClosed()).isTrue();
        assertThat(endpoint.done).doesNotContain("c");
    }

    @Test
    void whenTheHouseClosesNewClientsAreToldSo() {
        ((DrainingSession) session).drain();
        say(connect("dev", 60));

        assertThat(heard())
                .containsExactly(new MqttPacket.ConnAck(false, ConnectCode.SERVER_UNAVAILABLE));
        assertThat(link.isClosed()).isTrue();
        assertThat(endpoint.done).isEmpty();
    }

    @Test
    void whenTheHouseClosesAClientBeingJudgedIsToldSo() {
        say(connect("dev", 60));
        ((DrainingSession) session).drain();
        link.work();

        assertThat(heard())
                .containsExactly(new MqttPacket.ConnAck(false, ConnectCode.SERVER_UNAVAILABLE));
    }

    @Test
    void whenTheHouseClosesNobodyIsWaitedForWhoSaysNothing() {
        ((DrainingSession) session).drain();
        link.pass(Duration.ofSeconds(1));

        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void anAnswerThatComesAfterTheEndIsDropped() {
        enter();
        say(ask("a"), new MqttPacket.Disconnect());
        link.work();

        assertThat(heard()).isEmpty();
    }
}
