package berth.cli.fleet.client;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// How long a client waits before it asks for its operation, given what the service said after
/// `Retry-After`.
///
/// Source: dps-device-protocol, section 0.9.
public enum PollManners {
    /// No stock client: asks soon and often, because the service is to be measured and not the
    /// patience of a client.
    QUICK,
    /// An integer of 2 to 5 s, else 2 s; what is no integer at all it fails upon.
    JAVA,
    /// Any number of seconds, else 2 s.
    NODE,
    /// A decimal integer, else 2 s; the first poll always after 2 s.
    PYTHON,
    /// An integer of 1 to 300 s, else 1 s.
    C,
    /// An integer, 2 s at least; without one 2 s and up to one more.
    CSHARP,
    /// An unsigned integer; else its application decides, which here takes 2 s.
    EMBEDDED,
    /// Does not listen: 5 s.
    EDGE;

    private static final Duration QUICK_FIRST = Duration.ofMillis(40);
    private static final Duration QUICK_MAX = Duration.ofSeconds(2);
    private static final Duration USUAL = Duration.ofSeconds(2);
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,9}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

    /// @param hint as the service wrote it, or null
    /// @param polls how many were sent before this one
    /// @param draw evenly distributed in [0, 1)
    /// @return empty if the hint is one that this client breaks upon
    public Optional<Duration> pause(@Nullable String hint, int polls, double draw) {
        return switch (this) {
            case QUICK -> Optional.of(doubled(polls));
            case JAVA ->
                    hint != null && integer(hint) == null
                            ? Optional.empty()
                            : Optional.of(within(hint, 2, 5, USUAL));
            case NODE -> Optional.of(number(hint));
            case PYTHON -> Optional.of(polls == 0 ? USUAL : within(hint, 0, 999_999_999, USUAL));
            case C -> Optional.of(within(hint, 1, 300, Duration.ofSeconds(1)));
            case CSHARP -> Optional.of(csharp(hint, draw));
            case EMBEDDED -> Optional.of(within(hint, 0, 999_999_999, USUAL));
            case EDGE -> Optional.of(Duration.ofSeconds(5));
        };
    }

    private static Duration doubled(int polls) {
        var pause = QUICK_FIRST.multipliedBy(1L << Math.min(polls, 10));
        return pause.compareTo(QUICK_MAX) < 0 ? pause : QUICK_MAX;
    }

    private static Duration within(@Nullable String hint, int min, int max, Duration otherwise) {
        var seconds = hint == null ? null : integer(hint);
        return seconds == null || seconds < min || seconds > max
                ? otherwise
                : Duration.ofSeconds(seconds);
    }

    private static Duration csharp(@Nullable String hint, double draw) {
        var seconds = hint == null ? null : integer(hint);
        return seconds == null
                ? USUAL.plusMillis((long) (1000 * draw))
                : Duration.ofSeconds(Math.max(seconds, 2));
    }

    private static Duration number(@Nullable String hint) {
        return hint == null || !NUMBER.matcher(hint).matches()
                ? USUAL
                : Duration.ofMillis((long) (Double.parseDouble(hint) * 1000));
    }

    private static @Nullable Integer integer(String hint) {
        return INTEGER.matcher(hint).matches() ? Integer.valueOf(hint) : null;
    }
}
