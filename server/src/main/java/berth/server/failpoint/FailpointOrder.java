package berth.server.failpoint;

import berth.core.failpoint.Failpoints;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// What is to happen at one failpoint: `name:exit`, `name:exception` or `name:delay-<ms>`, and
/// `:<nth>` behind it if not at the first time it is reached. It happens once.
///
/// @param nth from 1
record FailpointOrder(String name, Deed deed, int nth) {
    private static final Pattern TEXT =
            Pattern.compile(
                    "(?<name>[a-z.-]+):(?:(?<word>exit|exception)|delay-(?<ms>[0-9]{1,6}))"
                            + "(?::(?<nth>[1-9][0-9]{0,5}))?");

    /// How to break.
    sealed interface Deed {
        /// The process ends at once: no shutdown hook, no flush.
        record Exit() implements Deed {}

        record Fail() implements Deed {}

        record Delay(Duration time) implements Deed {}
    }

    /// Orders with commas between.
    ///
    /// @throws IllegalArgumentException when one cannot be understood
    static List<FailpointOrder> parseAll(String text) {
        return Arrays.stream(text.split(",", -1)).map(FailpointOrder::parse).toList();
    }

    /// @throws IllegalArgumentException when the text is not an order or names no failpoint: a test
    ///   that breaks nothing must not pass
    static FailpointOrder parse(String text) {
        var match = TEXT.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "not name:exit|exception|delay-<ms>[:<nth>]: " + text);
        }
        var name = match.group("name");
        if (!Failpoints.names().contains(name)) {
            throw new IllegalArgumentException("no such failpoint: " + name);
        }
        var nth = match.group("nth");
        return new FailpointOrder(
                name,
                deed(match.group("word"), match.group("ms")),
                nth == null ? 1 : Integer.parseInt(nth));
    }

    private static Deed deed(@Nullable String word, @Nullable String millis) {
        if (millis != null) {
            return new Deed.Delay(Duration.ofMillis(Long.parseLong(millis)));
        }
        return "exit".equals(word) ? new Deed.Exit() : new Deed.Fail();
    }
}
