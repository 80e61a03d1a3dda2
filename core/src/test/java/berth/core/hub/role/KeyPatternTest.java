package berth.core.hub.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;
import java.util.regex.Pattern;

final class KeyPatternTest {
    @ParameterizedTest
    @CsvSource({
        "*, anything, true",
        "config, config, true",
        "config, config1, false",
        "config*, config, true",
        "config*, configuration, true",
        "config*, reconfig, false",
        "*Interval, sendInterval, true",
        "*Interval, sendIntervals, false",
        "a*b*c, aXbYc, true",
        "a*b*c, acb, false",
        "A, a, false",
        "**, x, true",
    })
    void aStarStandsForAnyCharacters(String pattern, String key, boolean matches) {
        assertThat(new KeyPattern(pattern).matches(key)).isEqualTo(matches);
    }

    @Test
    void aPatternMatchesWhatARegularExpressionWould() {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            var pattern = text(random, "ab*", 1 + random.nextInt(6));
            var key = text(random, "ab", random.nextInt(8));

            assertThat(new KeyPattern(pattern).matches(key))
                    .as("%s on %s", pattern, key)
                    .isEqualTo(Pattern.matches(pattern.replace("*", ".*"), key));
        }
    }

    private static String text(Random random, String letters, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "$version", "a b", "a#", "a\tb"})
    void whatNoPropertyCanBeCalledIsNoPattern(String text) {
        assertThatThrownBy(() -> new KeyPattern(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
