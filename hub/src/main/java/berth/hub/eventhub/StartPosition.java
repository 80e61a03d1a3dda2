package berth.hub.eventhub;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a consumer wants to begin, from the text of its filter:
///
/// ```text
/// amqp.annotation.x-opt-offset > '123'            after this record; >= with it
/// amqp.annotation.x-opt-offset > '-1'             from the beginning
/// amqp.annotation.x-opt-offset > '@latest'        what comes from now on
/// amqp.annotation.x-opt-sequence-number >= '123'  the same by sequence, which is the offset here
/// amqp.annotation.x-opt-enqueued-time > '1893456000000'  by milliseconds since 1970
/// ```
///
/// Quotes may be missing. Source: iot-hub-protocol, section 6.3.
sealed interface StartPosition {
    /// Everything there is.
    StartPosition BEGINNING = new After(-1);

    /// Records with a sequence greater than this one.
    record After(long sequence) implements StartPosition {}

    /// Records that came at this time or later.
    record From(Instant time) implements StartPosition {}

    /// Records that are not there yet.
    record Latest() implements StartPosition {}

    /// Empty if `filter` is none of these.
    static Optional<StartPosition> parse(String filter) {
        var parts = Syntax.FILTER.matcher(filter);
        if (!parts.matches()) {
            return Optional.empty();
        }
        boolean inclusive = parts.group(2).equals(">=");
        var value = parts.group(3);
        if (value.equals("@latest")) {
            return parts.group(1).equals("offset") ? Optional.of(new Latest()) : Optional.empty();
        }
        long number = Long.parseLong(value);
        return Optional.of(
                switch (parts.group(1)) {
                    // What a consumer saw of a time is cut to milliseconds.
                    case "enqueued-time" ->
                            new From(Instant.ofEpochMilli(inclusive ? number : number + 1));
                    default -> new After(inclusive ? number - 1 : number);
                });
    }

    /// The grammar, with numbers that fit a long with room to spare.
    final class Syntax {
        private static final Pattern FILTER =
                Pattern.compile(
                        "\\s*amqp\\.annotation\\.x-opt-(offset|sequence-number|enqueued-time)"
                                + "\\s*(>=?)\\s*'?(@latest|-?[0-9]{1,18})'?\\s*");

        private Syntax() {}
    }
}
