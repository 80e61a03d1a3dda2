package berth.connector.eventhook;

import berth.connector.guard.CallOutcome;

import java.time.Duration;
import java.util.regex.Pattern;

/// How long a server wants to be left alone. Only the form in seconds is read; for a date, our own
/// back-off has to do, because the clocks may differ by more than it says.
///
/// Source: RFC 9110, section 10.2.3.
final class RetryAfter {
    /// Nobody can stop us for longer.
    static final Duration MAX = Duration.ofHours(1);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private RetryAfter() {}

    static Duration of(CallOutcome.Answered answer) {
        var text = answer.header("Retry-After").orElse("");
        if (!SECONDS.matcher(text).matches()) {
            return Duration.ZERO;
        }
        var wanted = Duration.ofSeconds(Long.parseLong(text));
        return wanted.compareTo(MAX) > 0 ? MAX : wanted;
    }
}
