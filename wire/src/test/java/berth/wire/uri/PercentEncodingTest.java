package berth.wire.uri;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

class PercentEncodingTest {
    @ParameterizedTest
    @CsvSource({
        "machine.7_a%3Ab, machine.7_a:b",
        "machine.7_a%3ab, machine.7_a:b",
        "a+b, a+b",
        "a%2Bb, a+b",
        "%252B, %2B",
        "%C3%A9, é",
        "é%20é, é é",
    })
    void oneLevelIsDecodedAndAPlusStays(String encoded, String decoded) {
        assertThat(PercentEncoding.decode(encoded)).contains(decoded);
        assertThat(PercentEncoding.decodeLeniently(encoded)).contains(decoded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%2", "%zz", "100%"})
    void aTornEscapeIsRefusedOrKept(String text) {
        assertThat(PercentEncoding.decode(text)).isEmpty();
        assertThat(PercentEncoding.decodeLeniently(text)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "%C3", "%C0%AF", "%ED%A0%80"})
    void whatIsNotUtf8IsRefused(String text) {
        assertThat(PercentEncoding.decode(text)).isEmpty();
        assertThat(PercentEncoding.decodeLeniently(text)).isEmpty();
    }

    @Test
    void whatIsEncodedDecodesToTheSame() {
        for (long seed = 0; seed < 2_000; seed++) {
            var text = new StringBuilder();
            new Random(seed).ints(8, 0, 0x3000).forEach(point -> text.appendCodePoint(point));

            var encoded = PercentEncoding.encode(text.toString());

            assertThat(encoded).matches("[A-Za-z0-9._~%-]*");
            assertThat(PercentEncoding.decode(encoded)).as("seed %d", seed).contains("" + text);
        }
    }
}
