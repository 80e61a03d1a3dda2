package berth.cli.fleet.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.id.ByteString;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

class WebSocketStreamTest {
    private static final WebSocketRequest REQUEST =
            new WebSocketRequest("/path", "dps.example", "Upgrade", "MQTT", "");

    private final ScriptedStream server = new ScriptedStream(3);

    @Test
    void theRequestIsTheClientsAndTheHandshakeIsChecked() throws Exception {
        open("MQTT");

        assertThat(text(server.written()).lines())
                .startsWith(
                        "GET /path HTTP/1.1",
                        "Host: dps.example",
                        "Upgrade: websocket",
                        "Connection: Upgrade")
                .contains("Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: MQTT")
                .noneMatch(line -> line.startsWith("Sec-WebSocket-Extensions"));
    }

    @Test
    void aSubProtocolInAnotherSpellingIsNotTheOneOffered() {
        assertThatThrownBy(() -> open("mqtt")).isInstanceOf(IOException.class);
    }

    @Test
    void anAnswerOtherThan101IsADecline() {
        server.answer(ascii("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"));

        assertThatThrownBy(() -> WebSocketStream.over(server, REQUEST, new Random(1)))
                .isInstanceOfSatisfying(
                        WebSocketStream.Declined.class,
                        declined -> assertThat(declined.status()).isEqualTo(503));
    }

    @Test
    void payloadIsReadAcrossFramesOfOneMessageAndOfSeveral() throws Exception {
        var webSocket = open("MQTT");
        server.answer(hex("0202" + "6162")) // the first half of a message
                .answer(hex("8900")) // a ping in between
                .answer(hex("8001" + "63"))
                .answer(hex("8200")) // an empty one
                .answer(hex("82" + "7e0003" + "646566"))
                .answer(hex("8802" + "03e8"));

        assertThat(text(all(webSocket))).isEqualTo("abcdef");
    }

    @Test
    void aPingIsAnsweredWithAMaskedPongOfTheSameContent() throws Exception {
        var webSocket = open("MQTT");
        int before = server.written().length;
        server.answer(hex("8902" + "6869")).answer(hex("8800"));

        assertThat(webSocket.read(new byte[8], 0, 8)).isEqualTo(-1);

        var pong = HexFormat.of().formatHex(server.written()).substring(2 * before);
        assertThat(pong).startsWith("8a82").hasSize(2 * (2 + 4 + 2));
        var bytes = hex(pong);
        assertThat(bytes[6] ^ bytes[2]).isEqualTo('h');
        assertThat(bytes[7] ^ bytes[3]).isEqualTo('i');
    }

    @Test
    void aMaskedFrameOrATextIsNoServers() throws Exception {
        var masked = open("MQTT");
        server.answer(hex("8281" + "00000000" + "61"));
        assertThatThrownBy(() -> masked.read(new byte[8], 0, 8)).isInstanceOf(IOException.class);
    }

    private WebSocketStream open(String echoed) throws IOException {
        var random = new Random(7);
        var nonce = new byte[16];
        new Random(7).nextBytes(nonce);
        var accept =
                ByteString.sha1(
                                ascii(
                                        ByteString.of(nonce).base64()
                                                + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
                        .base64();
        server.answer(
                ascii(
                        """
                        HTTP/1.1 101 Switching Protocols\r
                        Upgrade: websocket\r
                        Connection: Upgrade\r
                        Sec-WebSocket-Accept: %s\r
                        Sec-WebSocket-Protocol: %s\r
                        \r
                        """
                                .formatted(accept, echoed)));
        return WebSocketStream.over(server, REQUEST, random);
    }

    private static byte[] all(ByteStream stream) throws IOException {
        var all = new java.io.ByteArrayOutputStream();
        var buffer = new byte[16];
        for (int n = stream.read(buffer, 0, 16); n >= 0; n = stream.read(buffer, 0, 16)) {
            all.write(buffer, 0, n);
        }
        return all.toByteArray();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
