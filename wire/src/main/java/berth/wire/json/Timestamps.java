package berth.wire.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/// Times as Azure writes them: UTC, at most seven digits of a second (100 ns), what is finer is cut
/// off. `YYYY-MM-DDThh:mm:ss.fffffffZ`. Source: dps-device-protocol section 0.5, dps-service-api
/// section 2.6.
public final class Timestamps {
    private static final int FRACTION_DIGITS = 7;

    private static final DateTimeFormatter PRECISE = formatter(FRACTION_DIGITS);
    private static final DateTimeFormatter TRIMMED = formatter(0);

    /// An offset may stand for `Z`, and digits of a second beyond the seventh are cut off.
    private static final DateTimeFormatter LENIENT =
            new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
                    .appendOffset("+HH:MM", "Z")
                    .toFormatter(Locale.ROOT);

    private Timestamps() {}

    private static DateTimeFormatter formatter(int fractionDigitsMin) {
        return new DateTimeFormatterBuilder()
                .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
                .appendFraction(
                        ChronoField.NANO_OF_SECOND, fractionDigitsMin, FRACTION_DIGITS, true)
                .appendLiteral('Z')
                .toFormatter(Locale.ROOT)
                .withZone(ZoneOffset.UTC);
    }

    /// With exactly seven digits, as the device endpoint writes.
    public static String precise(Instant instant) {
        return PRECISE.format(instant);
    }

    /// Without trailing zeros, as the service API writes.
    public static String trimmed(Instant instant) {
        return TRIMMED.format(instant);
    }

    /// Reads what either writer wrote, and the same with an offset such as `+02:00`.
    ///
    /// @throws BadDocument when `text` is no such time
    public static Instant parse(String text) throws BadDocument {
        try {
            var time = OffsetDateTime.parse(text, LENIENT);
            return time.minusNanos(time.getNano() % 100).toInstant();
        } catch (DateTimeException _) {
            // The cause quotes the value.
            throw new BadDocument("", "must be a time such as 2030-01-01T08:15:30.1234567Z");
        }
    }
}
