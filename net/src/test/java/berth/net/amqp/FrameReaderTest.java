package berth.net.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/// Cutting bytes into frames, and which frames are none.
class FrameReaderTest {
    private static final String SASL = "414d515003010000";
    private static final String AMQP = "414d515000010000";
    private static final String OPEN = "00000010 02000000 005310 c00301 a100";

    private final FrameReader reader = new FrameReader(AmqpLimits.PROVISIONING);

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private void read(String hex) throws AmqpViolation {
        var bytes = bytes(hex);
        while (reader.next(bytes) != null) {
            // on to the next
        }
    }

    private void assertRefused(String hex, String condition, String why) {
        assertThatExceptionOfType(AmqpViolation.class)
                .isThrownBy(() -> read(hex))
                .withMessageContaining(why)
                .extracting(AmqpViolation::condition)
                .isEqualTo(condition);
    }

    @Test
    void aFrameIsHandedOnWhenItIsWhole() throws AmqpViolation {
        var all = bytes(AMQP + OPEN);
        for (int at = 0; at < all.limit(); at++) {
            var unit = reader.next(all.slice(at, 1));
            boolean whole = at == 7 || at == all.limit() - 1;
            assertThat(unit != null).isEqualTo(whole);
        }
        assertThat(reader.phase()).isEqualTo(FrameReader.Phase.OPEN);
    }

    /// Before a byte of its body is kept.
    @ParameterizedTest
    @CsvSource({"00002001", "7fffffff", "80000000", "ffffffff", "00000007", "00000000"})
    void aSizeOutOfRangeIsRefusedAtOnce(String size) {
        assertRefused(AMQP + size, AmqpViolation.FRAMING, "not 8 to 8192");
    }

    @Test
    void framesMayBeLargerOnceTheConnectionIsOpen() throws AmqpViolation {
        read(AMQP + OPEN + "00010000");
    }

    @Test
    void framesOver64KibibytesAreRefused() {
        assertRefused(AMQP + OPEN + "00010001", AmqpViolation.FRAMING, "not 8 to 65536");
    }

    @ParameterizedTest
    @CsvSource({
        "00000008 01000000, data offset",
        "00000008 03000000, data offset",
        "00000008 02010000, wrong type",
        "00000008 02020000, wrong type",
        "0000000b 02000000 005319, no performative",
        "0000000c 02000000 00531945, no performative",
        "0000000c 02000000 00531045, open comes first",
        "0000000c 02000000 00531145 , begin",
    })
    void aFrameThatMakesNoSenseIsRefused(String frame, String why) throws AmqpViolation {
        read(AMQP + OPEN);
        if (why.equals("begin")) {
            read(frame);
        }

        assertThatExceptionOfType(AmqpViolation.class)
                .isThrownBy(() -> read(frame))
                .withMessageContaining(why.equals("no performative") ? "" : why);
    }

    @Test
    void nothingButOpenComesFirst() {
        assertRefused(
                AMQP + "0000000c 02000000 00531145", AmqpViolation.NOT_ALLOWED, "open comes first");
    }

    @Test
    void aLinkNeedsASession() {
        assertRefused(
                AMQP + OPEN + "0000000c 02000000 00531245",
                AmqpViolation.NOT_ALLOWED,
                "outside of a session");
    }

    @Test
    void aChannelIsFreeAgainAfterItsEnd() throws AmqpViolation {
        String begin = "0000000c 02000003 00531145";
        String end = "0000000c 02000003 00531745";
        read(AMQP + OPEN + begin + end + begin);
    }

    @Test
    void onlyATransferHasAPayload() {
        assertRefused(
                AMQP + OPEN + "0000000d 02000000 0053114500",
                AmqpViolation.FRAMING,
                "a payload it cannot have");
    }

    @Test
    void saslFramesBelongBeforeTheSecondHeader() {
        assertRefused(
                SASL + AMQP + "0000000c 02010000 00534145", AmqpViolation.FRAMING, "wrong type");
    }

    @ParameterizedTest
    @CsvSource({
        "0000000c 02010000 00534045",
        "0000000c 02010000 00534245",
        "0000000c 02010000 00534445"
    })
    void whatAServerSaysIsRefused(String frame) {
        assertRefused(SASL + frame, AmqpViolation.DECODING, "no performative");
    }

    @Test
    void aDescriptorMayBeASymbol() throws AmqpViolation {
        // "amqp:open:list"
        read(AMQP + "0000001a 02000000 00a30e616d71703a6f70656e3a6c697374 45");

        assertThat(reader.phase()).isEqualTo(FrameReader.Phase.OPEN);
    }
}
