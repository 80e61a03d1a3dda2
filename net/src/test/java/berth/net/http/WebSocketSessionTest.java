package berth.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import berth.net.link.ByteLink;
import berth.net.link.DrainingSession;
import berth.net.link.FakeLink;
import berth.net.link.LinkSession;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// A WebSocket from its handshake to its end.
// Text blocks would hide the CR before each LF.
@SuppressWarnings("StringConcatToTextBlock")
class WebSocketSessionTest {
    private static final String HANDSHAKE =
            "GET /any/path?iothub-no-client-cert=true HTTP/1.1\r\nHost: h:443\r\n"
                    + "Connection: Upgrade,Keep-Alive\r\nUpgrade: WebSocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private static final int BINARY = 0x82;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;

    private final FakeLink link = new FakeLink();
    private final StringBuilder heard = new StringBuilder();
    private ByteLink inner;
    private int closed;
    private LinkSession session;

    @BeforeEach
    void open() {
        var limits =
                new HttpLimits(
                        8192,
                        16_384,
                        64,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        (_, _) -> 1000,
                        Duration.ofSeconds(60),
                        1000,
                        100,
                        70_000);
        var protocol =
                new HttpProtocol(
                        new NoEndpoint(),
                        limits,
                        Map.of(
                                "mqtt",
                                this::openInner,
                                "AMQPWSB10",
                                this::openInner,
                                "farewell",
                                Farewell::new),
                        () -> Instant.EPOCH,
                        link::nanos);
        session = protocol.open(link);
    }

    @Test
    void theHandshakeOfTheStandardSucceeds() {
        say(HANDSHAKE + "Sec-WebSocket-Protocol: mqtt\r\n\r\n");

        assertThat(link.written())
                .isEqualTo(
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                + "Connection: Upgrade\r\n"
                                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                                + "Sec-WebSocket-Protocol: mqtt\r\n\r\n");
        assertThat(link.isHttp()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MQTT", "Mqtt", "amqpwsb10", "AMQPWSB10"})
    void theSubProtocolIsEchoedAsSpelled(String spelling) {
        say(HANDSHAKE + "Sec-WebSocket-Protocol: chat, " + spelling + "\r\n\r\n");

        assertThat(link.written()).contains("Sec-WebSocket-Protocol: " + spelling + "\r\n");
    }

    @Test
    void extensionsAreNotAccepted() {
        say(
                HANDSHAKE
                        + "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                        + "Sec-WebSocket-Protocol: mqtt\r\n\r\n");

        assertThat(link.written()).contains("101").doesNotContain("Extensions");
    }

    @Test
    void anAbsoluteTargetIsFine() {
        say(
                HANDSHAKE.replace("/any", "https://h/any")
                        + "Sec-WebSocket-Protocol: AMQPWSB10\r\n\r\n");

        assertThat(link.written()).contains("101 Switching");
    }

    @Test
    void whoeverSpeaksNoProtocolOfOursIsRefused() {
        say(HANDSHAKE + "Sec-WebSocket-Protocol: chat\r\n\r\n");

        assertThat(link.written()).contains("400 Bad Request");
        pass(Duration.ofSeconds(1));
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void malformedHandshakesAreRefused() {
        say(HANDSHAKE.replace("13", "8") + "Sec-WebSocket-Protocol: mqtt\r\n\r\n");

        assertThat(link.written()).contains("400 Bad Request");
    }

    @Test
    void bytesFlowHoweverTheyAreFramed() {
        upgrade();

        receive(frame(BINARY, "one"));
        receive(frame(0x02, "tw"), frame(PING, "p"), frame(0x80, "o"));
        byte[] large = frame(BINARY, "x".repeat(70_000));
        for (int at = 0; at < large.length; at += 999) {
            receive(java.util.Arrays.copyOfRange(large, at, Math.min(large.length, at + 999)));
        }
        receive(frame(BINARY, ""));

        assertThat(heard).hasToString("onetwo" + "x".repeat(70_000));
        assertThat(link.written()).isEqualTo("\u008a\u0001p");
    }

    @Test
    void frameAfterTheHandshakeInTheSameBytesIsNotLost() {
        byte[] handshake =
                (HANDSHAKE + "Sec-WebSocket-Protocol: mqtt\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
        byte[] frame = frame(BINARY, "early");
        session.received(
                ByteBuffer.allocate(handshake.length + frame.length)
                        .put(handshake)
                        .put(frame)
                        .flip());

        assertThat(heard).hasToString("early");
    }

    @Test
    void whatIsWrittenIsOneBinaryMessage() {
        upgrade();

        inner.write(bytes("hello"));
        assertThat(link.written()).isEqualTo("\u0082\u0005hello");
        inner.write(bytes("y".repeat(200)));
        assertThat(link.written()).startsWith("\u0082~\u0000\u00c8y").hasSize(204);
        inner.write(bytes("z".repeat(70_000)));
        assertThat(link.written()).startsWith("\u0082\u007f\0\0\0\0\0\u0001\u0011pz");
    }

    @Test
    void aMessageOverTheLimitIsRefused() {
        upgrade();

        receive(frame(BINARY, "x".repeat(70_001)));

        assertClosedWith(1009);
        assertThat(heard).isEmpty();
    }

    @Test
    void aMessageOverTheLimitInPiecesIsRefused() {
        upgrade();

        receive(frame(0x02, "x".repeat(70_000)));
        receive(frame(0x80, "x"));

        assertClosedWith(1009);
    }

    @Test
    void textIsNotSpokenHere() {
        upgrade();

        receive(frame(0x81, "text"));

        assertClosedWith(1003);
    }

    @Test
    void unmaskedFramesBreakTheRules() {
        upgrade();

        receive(new byte[] {(byte) BINARY, 1, 'x'});

        assertClosedWith(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc2, 0xa2, 0x92, 0x83, 0x8b, 0x09, 0x80})
    void framesThatMeanNothingBreakTheRules(int first) {
        upgrade();

        receive(frame(first, "x"));

        assertClosedWith(1002);
    }

    @Test
    void anInvalidCloseCodeIsTolerated() {
        upgrade();

        receive(frame(CLOSE, "\u0000\u0001"));

        assertThat(link.written()).isEqualTo("\u0088\u0002\u0003\u00e8");
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void aCloseFrameWithoutACodeIsTolerated() {
        upgrade();

        receive(frame(CLOSE, ""));

        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void closingWaitsForTheOtherSideButNotForEver() {
        upgrade();

        inner.close();
        inner.write(bytes("too late"));

        assertClosedWith(1000);
    }

    @Test
    void theOtherSidesAnswerEndsTheWait() {
        upgrade();
        inner.close();
        link.written();

        receive(frame(CLOSE, "\u0003\u00e8"));

        assertThat(link.written()).isEmpty();
        assertThat(link.isClosed()).isTrue();
    }

    @Test
    void theSessionHearsOnceThatItIsOver() {
        upgrade();

        session.closed();

        assertThat(closed).isEqualTo(1);
    }

    @Test
    void aDrainingHouseSaysThatItGoesAwayWhenTheWorkIsDone() {
        upgrade();
        inner.work(() -> inner.write(bytes("done")));

        ((DrainingSession) session).drain();
        assertThat(link.written()).isEmpty();

        link.work();
        assertThat(link.written()).isEqualTo("\u0082\u0004done\u0088\u0002\u0003\u00e9");
    }

    @Test
    void aProtocolThatFinishesItsOwnWayIsNotCutWhenTheHouseCloses() {
        say(HANDSHAKE + "Sec-WebSocket-Protocol: farewell\r\n\r\n");
        link.written();

        ((DrainingSession) session).drain();
        link.work();
        assertThat(link.written()).isEmpty();

        pass(Duration.ofMillis(40));
        assertThat(link.written()).isEqualTo("\u0082\u0003bye\u0088\u0002\u0003\u00e9");
    }

    @Test
    void aQuietWebSocketIsNotCutByHttpsClock() {
        upgrade();

        pass(Duration.ofHours(1));

        assertThat(link.isClosed()).isFalse();
    }

    private void assertClosedWith(int code) {
        assertThat(link.written())
                .isEqualTo("\u0088\u0002" + (char) (code >> 8) + (char) (code & 0xff));
        pass(Duration.ofSeconds(1));
        assertThat(link.isClosed()).isTrue();
    }

    private void upgrade() {
        say(HANDSHAKE + "Sec-WebSocket-Protocol: mqtt\r\n\r\n");
        link.written();
    }

    private LinkSession openInner(ByteLink opened) {
        inner = opened;
        return new LinkSession() {
            @Override
            public void received(ByteBuffer bytes) {
                heard.append(StandardCharsets.ISO_8859_1.decode(bytes));
            }

            @Override
            public void closed() {
                closed++;
            }
        };
    }

    /// A client's frame, masked.
    private static byte[] frame(int first, String payload) {
        byte[] mask = {1, 2, 3, 4};
        int length = payload.length();
        var frame = ByteBuffer.allocate(14 + length).put((byte) first);
        if (length < 126) {
            frame.put((byte) (0x80 | length));
        } else if (length <= 0xffff) {
            frame.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(length);
        }
        frame.put(mask);
        for (int i = 0; i < length; i++) {
            frame.put((byte) (payload.charAt(i) ^ mask[i % 4]));
        }
        byte[] bytes = new byte[frame.flip().remaining()];
        frame.get(bytes);
        return bytes;
    }

    private void receive(byte[]... frames) {
        for (byte[] frame : frames) {
            session.received(ByteBuffer.wrap(frame));
        }
    }

    private void say(String text) {
        session.received(bytes(text));
    }

    private void pass(Duration time) {
        link.pass(time);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Takes its time to say good-bye, without any work under way.
    private record Farewell(ByteLink link) implements DrainingSession {
        @Override
        public void drain() {
            link.later(
                    Duration.ofMillis(40),
                    () -> {
                        link.write(bytes("bye"));
                        link.close();
                    });
        }

        @Override
        public void received(ByteBuffer bytes) {
            // Nobody says anything in this test.
        }

        @Override
        public void closed() {
            // Nothing is held.
        }
    }

    private static final class NoEndpoint implements HttpEndpoint {
        @Override
        public HttpReply handle(HttpRequest request) {
            throw new IllegalStateException("no plain requests in this test");
        }

        @Override
        public HttpReply refusal(int status, String path, String host) {
            return HttpReply.empty(status);
        }
    }
}
