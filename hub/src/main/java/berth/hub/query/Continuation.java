package berth.hub.query;

import berth.wire.json.BadDocument;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/// Where the next page of a query begins. Says nothing that its holder may not know, so it is
/// neither encrypted nor signed; a forged one leads to another page of the same query.
///
/// @param after the place of the last row that was looked at
/// @param sent how many rows the pages before had
public record Continuation(String after, int sent) {
    static final Continuation START = new Continuation("", 0);

    static final String NAME = "x-ms-continuation";
    private static final Pattern SYNTAX =
            Pattern.compile("1 ([0-9a-f]{1,8}) ([0-9]{1,9}) ([\\x20-\\x7e]{0,300})");

    /// As a header's value, for `query` only.
    public String text(String query) {
        var text = "1 %x %d %s".formatted(query.hashCode(), sent, after);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Reads what [#text] wrote.
    ///
    /// @param text empty for the first page
    /// @throws BadDocument when it is another query's, or none
    public static Continuation of(String text, String query) throws BadDocument {
        if (text.isEmpty()) {
            return START;
        }
        var match = SYNTAX.matcher(decoded(text));
        if (!match.matches()) {
            throw new BadDocument(NAME, "is no continuation of this hub's");
        }
        if (!match.group(1).equals(Integer.toHexString(query.hashCode()))) {
            throw new BadDocument(NAME, "belongs to another query");
        }
        return new Continuation(match.group(3), Integer.parseInt(match.group(2)));
    }

    private static String decoded(String text) {
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            // Not base64, so nothing of ours.
            return "";
        }
    }
}
