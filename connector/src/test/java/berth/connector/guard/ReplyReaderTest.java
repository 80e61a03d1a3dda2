package berth.connector.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class ReplyReaderTest {
    private static final int BODY_BYTES_MAX = 64;
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n";

    @Test
    void aBodyEndsByItsLength() throws Exception {
        var reply = read("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nETag: \"a\"\r\n\r\nbodyrest");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(body(reply)).isEqualTo("body");
        assertThat(reply.header("etag")).contains("\"a\"");
    }

    @Test
    void aBodyEndsByItsLastChunk() throws Exception {
        var reply = read(CHUNKED + "3;name=value\r\nbod\r\n01\r\ny\r\n0\r\nTrailer: x\r\n\r\nrest");

        assertThat(body(reply)).isEqualTo("body");
        assertThat(reply.header("Trailer")).isEmpty();
    }

    @Test
    void aBodyEndsWithTheConnection() throws Exception {
        assertThat(body(read("HTTP/1.0 200 OK\r\n\r\nbody"))).isEqualTo("body");
    }

    @Test
    void someRepliesHaveNoBody() throws Exception {
        assertThat(body(read("HTTP/1.1 204 No Content\r\n\r\nrest"))).isEmpty();
        assertThat(body(read("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"))).isEmpty();
        var toHead = stream("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
        assertThat(body(new ReplyReader(toHead, BODY_BYTES_MAX).read(true))).isEmpty();
    }

    @Test
    void interimRepliesAreSkipped() throws Exception {
        var reply =
                read("HTTP/1.1 100 A\r\n\r\nHTTP/1.1 103 B\r\nL: x\r\n\r\nHTTP/1.1 201 C\r\n\r\n");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.header("L")).isEmpty();
    }

    @Test
    void repeatedHeadersAreJoined() throws Exception {
        var reply = read("HTTP/1.1 200\r\nA: 1\r\na:2 \r\nContent-Length: 0\r\n\r\n");

        assertThat(reply.header("A")).contains("1, 2");
    }

    @Test
    void aBodyMayHaveTheLimitAndNoMore() throws Exception {
        var limit = "x".repeat(BODY_BYTES_MAX);

        assertThat(body(read("HTTP/1.1 200 OK\r\n\r\n" + limit))).isEqualTo(limit);
        for (var tooLong :
                List.of(
                        "HTTP/1.1 200 OK\r\n\r\n" + limit + "x",
                        "HTTP/1.1 200 OK\r\nContent-Length: 65\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Length: 999999999999999999\r\n\r\n",
                        CHUNKED + "ffffffff\r\n",
                        CHUNKED + "40\r\n" + limit + "\r\n1\r\n")) {
            assertThatExceptionOfType(BadReply.class)
                    .isThrownBy(() -> read(tooLong))
                    .withMessage("the reply is longer than 64 bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-server\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 20\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 600 Odd\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
                "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: 0x1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n\r\nx",
                "HTTP/1.1 200 x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nx",
                CHUNKED + "-1\r\n\r\n",
                CHUNKED + "\r\n\r\n",
                CHUNKED + "1\r\nxx\r\n0\r\n\r\n",
                CHUNKED + "123456789\r\n",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx"
            })
    void whatCouldBeReadInTwoWaysIsRefused(String text) {
        assertThatExceptionOfType(BadReply.class).isThrownBy(() -> read(text));
    }

    @Test
    void aHeadIsBounded() {
        for (var endless :
                List.of(
                        "H".repeat(20_000),
                        "HTTP/1.1 200 OK\r\nA: " + "b".repeat(20_000),
                        "HTTP/1.1 200 OK\r\n" + "A: bbbbbbbbbbbbb\r\n".repeat(2_000),
                        "HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(65) + "\r\n",
                        "HTTP/1.1 100 Continue\r\n\r\n".repeat(100))) {
            assertThatExceptionOfType(BadReply.class).isThrownBy(() -> read(endless));
        }
    }

    @Test
    void aTornReplyIsNeverAReply() throws Exception {
        for (var whole :
                List.of(
                        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody",
                        CHUNKED + "4\r\nbody\r\n0\r\n\r\n")) {
            assertThat(body(read(whole))).isEqualTo("body");
            for (int end = 0; end < whole.length(); end++) {
                var torn = whole.substring(0, end);
                assertThatExceptionOfType(EOFException.class).as(torn).isThrownBy(() -> read(torn));
            }
        }
    }

    @Test
    void damagedBytesFailCleanlyAndWithinTheLimits() throws Exception {
        var random = new Random(11);
        var whole = (CHUNKED + "4\r\nbody\r\n0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        for (int round = 0; round < 20_000; round++) {
            var bytes = Arrays.copyOf(whole, whole.length - random.nextInt(4));
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                var reply =
                        new ReplyReader(new ByteArrayInputStream(bytes), BODY_BYTES_MAX)
                                .read(false);
                assertThat(reply.body().length()).isLessThanOrEqualTo(BODY_BYTES_MAX);
                assertThat(reply.status()).isBetween(200, 599);
            } catch (BadReply | EOFException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private static CallOutcome.Answered read(String text) throws IOException, BadReply {
        return new ReplyReader(stream(text), BODY_BYTES_MAX).read(false);
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String body(CallOutcome.Answered reply) {
        return new String(reply.body().toByteArray(), StandardCharsets.UTF_8);
    }
}
