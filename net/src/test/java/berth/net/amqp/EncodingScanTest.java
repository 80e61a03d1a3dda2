package berth.net.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/// Which encoded values are safe to decode.
class EncodingScanTest {
    private static final AmqpLimits LIMITS = AmqpLimits.PROVISIONING;

    private static int end(String hex) throws AmqpViolation {
        var bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
        return EncodingScan.end(bytes, 0, LIMITS);
    }

    private static void assertRefused(String hex, String why) {
        assertThatExceptionOfType(AmqpViolation.class)
                .isThrownBy(() -> end(hex))
                .withMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({
        "40, 1",
        "45, 1",
        "5001, 2",
        "610102, 3",
        "7100000001, 5",
        "8000000000000000ff, 9",
        "9800112233445566778899aabbccddeeff, 17",
        "a1026869, 4",
        "b1000000026869, 7",
        "c0 01 00, 3",
        "c0 03 02 41 42, 5",
        "d0 00000006 00000002 41 42, 11",
        "c1 05 02 a10161 43, 7",
        "e0 06 02 a3 0161 0162, 8",
        "f0 00000009 00000001 a3 0161 , 0",
        "00 53 70 45, 4",
        "00 a3 0161 40, 5",
        "00 80 0000000000000010 45, 11"
    })
    void aValueEndsWhereItsEncodingSays(String hex, int end) throws AmqpViolation {
        if (end == 0) {
            assertRefused(hex, "longer than what holds it");
        } else {
            assertThat(end(hex + "ffff")).isEqualTo(end);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "50",
                "a105",
                "a1056869",
                "b1ffffffff",
                "b17fffffff00",
                "c0",
                "c00500",
                "d0ffffffff00000000",
                "c003034142",
                "e0",
                "00",
                "0053",
                "005370"
            })
    void aValueThatIsCutOffIsRefused(String hex) {
        assertThatExceptionOfType(AmqpViolation.class).isThrownBy(() -> end(hex));
    }

    @ParameterizedTest
    @CsvSource({
        "46, unknown encoding",
        "3f, unknown encoding",
        "ff, unknown encoding",
        "00 00 53 10 45 45, a descriptor is neither",
        "00 a1 0161 45, a descriptor is neither",
        "00 53 10 00 53 10 45, unknown encoding",
        "c0 04 01 41 42 43, left over",
        "c1 02 01 41, a key and no value",
        "c0 02 ff 41, more entries than bytes",
        "d0 00000005 7fffffff 41, more entries than bytes",
        "f0 00000005 7fffffff 40, more entries than bytes",
        "e0 03 01 40 40, take no bytes",
        "e0 02 ff 56, more entries than bytes"
    })
    void aValueThatLiesIsRefused(String hex, String why) {
        assertRefused(hex, why);
    }

    @Test
    void sixteenLevelsAreWalkedAndNotOneMore() throws AmqpViolation {
        assertThat(end(nested(16))).isEqualTo(1 + 16 * 9);
        assertRefused(nested(17), "nested too deeply");
    }

    /// Lists of one entry within each other.
    private static String nested(int levels) {
        String value = "40";
        for (int level = 0; level < levels; level++) {
            value = "d0%08x00000001".formatted(4 + value.length() / 2) + value;
        }
        return value;
    }

    @Test
    void aThousandEntriesAreWalkedAndNotOneMore() throws AmqpViolation {
        assertThat(end(list(1_000))).isEqualTo(1_009);
        assertRefused(list(1_001), "too many entries");
    }

    private static String list(int entries) {
        return "d0%08x%08x".formatted(4 + entries, entries) + "40".repeat(entries);
    }
}
