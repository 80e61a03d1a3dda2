package berth.hub.query;

import java.math.BigDecimal;

/// One piece of a query's text. `at` is its place in the text, counted from 0.
sealed interface Token {
    int at();

    /// Letters, digits, `_` and `$`: a keyword or a name.
    record Word(String text, int at) implements Token {}

    /// A name behind a dot in double brackets: `.[[any name]]`.
    record Escaped(String name, int at) implements Token {}

    /// A string without its quotes and escapes.
    record Text(String value, int at) implements Token {}

    /// A number without a sign.
    record Digits(BigDecimal value, int at) implements Token {}

    /// Everything else: brackets, comma, dot, comparisons.
    record Sign(String sign, int at) implements Token {}

    /// Behind the last one.
    record End(int at) implements Token {}

    /// How to call it in a complaint.
    default String words() {
        return switch (this) {
            case Word(var text, _) -> shown(text);
            case Escaped(var name, _) -> shown("[[" + name + "]]");
            case Text(var value, _) -> "the string " + shown(value);
            case Digits _ -> "a number";
            case Sign(var sign, _) -> "'" + sign + "'";
            case End _ -> "the end";
        };
    }

    private static String shown(String text) {
        int shownMax = 40;
        return "'"
                + text.substring(0, Math.min(text.length(), shownMax))
                        .replaceAll("[^\\x20-\\x7e]", "?")
                + (text.length() > shownMax ? "..." : "")
                + "'";
    }
}
