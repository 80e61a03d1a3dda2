package berth.cli.fleet.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

class ClientFrameTest {
    private static final byte[] MASK = HexFormat.of().parseHex("37fa213d");

    /// RFC 6455, section 5.7, "a single-frame masked text message", as a binary one.
    @Test
    void aMaskedFrameIsThatOfTheStandard() {
        var frame =
                ClientFrame.bytes(
                        ClientFrame.BINARY, "Hello".getBytes(StandardCharsets.US_ASCII), MASK);

        assertThat(frame).isEqualTo(HexFormat.of().parseHex("828537fa213d7f9f4d5158"));
    }

    @Test
    void longerFramesHaveLongerLengths() {
        assertThat(head(125, 2)).isEqualTo("82fd");
        assertThat(head(126, 4)).isEqualTo("82fe007e");
        assertThat(head(65535, 4)).isEqualTo("82feffff");
        assertThat(head(65536, 10)).isEqualTo("82ff0000000000010000");
    }

    private static String head(int length, int bytes) {
        var frame = ClientFrame.bytes(ClientFrame.BINARY, new byte[length], MASK);
        return HexFormat.of().formatHex(frame, 0, bytes);
    }
}
