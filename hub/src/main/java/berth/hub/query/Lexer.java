package berth.hub.query;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Cuts a query's text into tokens. Used by one thread, once.
///
/// ```text
/// word    = (letter | "_" | "$") *(letter | digit | "_" | "$")
/// escaped = "[[" any "]]"               only behind a dot
/// text    = quote *(any | escape | quote quote) quote       quote is ' or ", the same at both ends
/// escape  = "\" (quote | "\" | "/" | "b" | "f" | "n" | "r" | "t")
/// digits  = 1*digit ["." 1*digit] ["e" ["+" | "-"] 1*digit]
/// sign    = "(" ")" "[" "]" "," "." "=" "!=" "<>" "<" "<=" ">" ">=" "*" "+" "-" "/" "%"
/// ```
final class Lexer {
    private static final Pattern DIGITS =
            Pattern.compile("[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?([0-9]+))?");
    private static final Set<String> TWO = Set.of("!=", "<>", "<=", ">=");
    private static final String ONE = "()[],.=<>*+-/%";

    /// The same as in JSON: more would only make arithmetic slow.
    private static final int NUMBER_LENGTH_MAX = 40;

    private static final int EXPONENT_DIGITS_MAX = 3;
    private static final int EXPONENT_MAX = 400;

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /// All tokens, the last of them [Token.End].
    static List<Token> tokens(String text) throws BadQuery {
        return new Lexer(text).all();
    }

    private List<Token> all() throws BadQuery {
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                tokens.add(new Token.End(at));
                return List.copyOf(tokens);
            }
            tokens.add(one());
        }
    }

    private Token one() throws BadQuery {
        char c = text.charAt(at);
        if (beginsWord(c)) {
            return word();
        }
        if (c >= '0' && c <= '9') {
            return digits();
        }
        if (c == '\'' || c == '"') {
            return string(c);
        }
        if (text.startsWith("[[", at) && isBehindDot()) {
            return escaped();
        }
        return sign(c);
    }

    private boolean isBehindDot() {
        return !tokens.isEmpty()
                && tokens.getLast() instanceof Token.Sign(var sign, _)
                && sign.equals(".");
    }

    private Token word() {
        int start = at;
        while (at < text.length() && continuesWord(text.charAt(at))) {
            at++;
        }
        return new Token.Word(text.substring(start, at), start);
    }

    private static boolean beginsWord(char c) {
        return Character.isLetter(c) || c == '_' || c == '$';
    }

    private static boolean continuesWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    private Token digits() throws BadQuery {
        int start = at;
        var match = DIGITS.matcher(text).region(at, text.length());
        if (!match.lookingAt()) {
            throw new IllegalStateException("a digit begins a number");
        }
        at = match.end();
        var exponent = match.group(1);
        boolean tooFar =
                exponent != null
                        && (exponent.length() > EXPONENT_DIGITS_MAX
                                || Integer.parseInt(exponent) > EXPONENT_MAX);
        if (tooFar || at - start > NUMBER_LENGTH_MAX) {
            throw new BadQuery("a number is out of range", start);
        }
        return new Token.Digits(new BigDecimal(match.group()), start);
    }

    private Token string(char quote) throws BadQuery {
        int start = at++;
        var value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\') {
                value.append(escape());
            } else if (c != quote) {
                value.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                value.append(quote);
                at++;
            } else {
                return new Token.Text(value.toString(), start);
            }
        }
        throw new BadQuery("a string has no end; it begins", start);
    }

    private char escape() throws BadQuery {
        int start = at - 1;
        char c = at < text.length() ? text.charAt(at++) : ' ';
        return switch (c) {
            case '\\', '/', '\'', '"' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default ->
                    throw new BadQuery(
                            "an escape must be one of \\\\ \\/ \\' \\\" \\b \\f \\n \\r \\t",
                            start);
        };
    }

    private Token escaped() throws BadQuery {
        int start = at;
        int end = text.indexOf("]]", start);
        if (end < 0) {
            throw new BadQuery("a name in [[ ]] has no end; it begins", start);
        }
        at = end + 2;
        return new Token.Escaped(text.substring(start + 2, end), start);
    }

    private Token sign(char c) throws BadQuery {
        int start = at;
        if (at + 2 <= text.length() && TWO.contains(text.substring(at, at + 2))) {
            at += 2;
        } else if (ONE.indexOf(c) >= 0) {
            at++;
        } else {
            throw new BadQuery(
                    "a character that has no meaning here (U+%04X)".formatted((int) c), start);
        }
        return new Token.Sign(text.substring(start, at), start);
    }
}
