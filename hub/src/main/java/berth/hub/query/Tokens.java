package berth.hub.query;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The tokens of a query, taken one after the other. Used by one thread, once.
final class Tokens {
    /// Parentheses, NOT and calls within each other. Parsing and answering are recursive.
    static final int DEPTH_MAX = 50;

    private static final Set<String> KEYWORDS =
            Set.of("SELECT", "FROM", "WHERE", "GROUP", "BY", "AS", "AND", "OR", "NOT", "IN", "NIN");

    /// What other dialects of SQL have. None of it can be a field.
    private static final Set<String> FOREIGN =
            Set.of(
                    "DISTINCT",
                    "ORDER",
                    "HAVING",
                    "JOIN",
                    "LIKE",
                    "BETWEEN",
                    "EXISTS",
                    "UNION",
                    "LIMIT",
                    "OFFSET",
                    "CASE",
                    "IS",
                    "UNDEFINED",
                    "ASC",
                    "DESC",
                    "VALUE");

    private final List<Token> tokens;
    private int next;
    private int depth;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(next);
    }

    private Token peekSecond() {
        return tokens.get(Math.min(next + 1, tokens.size() - 1));
    }

    Token take() {
        var token = peek();
        if (next < tokens.size() - 1) {
            next++;
        }
        return token;
    }

    boolean isWord(String keyword) {
        return peek() instanceof Token.Word(var text, _) && text.equalsIgnoreCase(keyword);
    }

    boolean isSign(String sign) {
        return isSign(peek(), sign);
    }

    /// Whether `sign` comes behind the token that is next.
    boolean isFollowedBy(String sign) {
        return isSign(peekSecond(), sign);
    }

    private static boolean isSign(Token token, String sign) {
        return token instanceof Token.Sign(var text, _) && text.equals(sign);
    }

    /// Whether the next token cannot begin a field, for being a word of SQL.
    boolean isReserved() {
        return peek() instanceof Token.Word(var text, _)
                && !isFollowedBy(".")
                && (KEYWORDS.contains(upper(text)) || FOREIGN.contains(upper(text)));
    }

    boolean tookWord(String keyword) {
        boolean is = isWord(keyword);
        if (is) {
            take();
        }
        return is;
    }

    boolean tookSign(String sign) {
        boolean is = isSign(sign);
        if (is) {
            take();
        }
        return is;
    }

    void needWord(String keyword) throws BadQuery {
        if (!tookWord(keyword)) {
            throw expected(keyword);
        }
    }

    void needSign(String sign) throws BadQuery {
        if (!tookSign(sign)) {
            throw expected("'" + sign + "'");
        }
    }

    /// What is next is not `what`: a complaint that names what is there instead, and says so when
    /// it is something that other dialects have.
    BadQuery expected(String what) {
        var found = peek();
        if (found instanceof Token.Word(var text, var at) && FOREIGN.contains(upper(text))) {
            return new BadQuery(upper(text) + " is not supported", at);
        }
        if (found instanceof Token.Sign(var sign, var at) && "+-*/%".contains(sign)) {
            return new BadQuery(
                    "arithmetic is not supported, and a name that contains %s is written"
                                    .formatted(sign)
                            + " in brackets, as in tags['a-b']: '%s'".formatted(sign),
                    at);
        }
        return new BadQuery("expected %s, found %s".formatted(what, found.words()), found.at());
    }

    void enter() throws BadQuery {
        if (++depth > DEPTH_MAX) {
            throw new BadQuery(
                    "conditions more than %d levels deep".formatted(DEPTH_MAX), peek().at());
        }
    }

    void leave() {
        depth--;
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }
}
