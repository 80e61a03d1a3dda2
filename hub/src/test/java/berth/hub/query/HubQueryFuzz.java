package berth.hub.query;

import static berth.testkit.fuzz.Oracle.allocatesAtMost;
import static berth.testkit.fuzz.Oracle.holds;

import berth.core.json.JsonObject;
import berth.hub.Json;
import berth.wire.json.BadDocument;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Feeds text to the reader of twin queries: it answers with a query that can be written, read
/// again and run, or says in its own words why not and where; and no text is a continuation but
/// ours.
public final class HubQueryFuzz {
    private static final long ALLOWANCE = 128 * 1024;
    private static final long ALLOWANCE_PER_BYTE = 512;
    private static final Pattern OWN_WORDS =
            Pattern.compile("[\\x20-\\x7e]{1,300} at character \\d+");

    private static final Pattern NUMBER_WITH_EXPONENT = Pattern.compile("[0-9]E|[0-9.]{38}");

    private static final JsonObject DOCUMENT =
            Json.object(
                    """
                    {"deviceId":"a","status":"enabled","statusReason":null,
                     "lastActivityTime":"2030-01-07T08:00:00.5Z","parentScopes":["s1"],
                     "tags":{"a":1,"b":"two","c":{"d":[1,"x"]}},
                     "properties":{"desired":{"$version":1},"reported":{"on":true}}}
                    """);

    private HubQueryFuzz() {}

    /// @throws AssertionError when the reader breaks its word
    public static void fuzzerTestOneInput(byte[] data) {
        var text = new String(data, StandardCharsets.UTF_8);
        allocatesAtMost(ALLOWANCE + ALLOWANCE_PER_BYTE * data.length, () -> read(text));
        read(text).ifPresent(HubQueryFuzz::check);
        checkContinuation(text);
    }

    private static void check(Query query) {
        var printed = QueryPrinter.text(query);
        if (printed.length() <= QueryParser.LENGTH_MAX) {
            var again = read(printed);
            // Printing adds parentheses, which may be too deep then, and spells numbers out.
            boolean mayBeTooMuch =
                    NUMBER_WITH_EXPONENT.matcher(printed).find()
                            || printed.chars().filter(c -> c == '(').count() > Tokens.DEPTH_MAX;
            holds(
                    again.map(query::equals).orElse(mayBeTooMuch),
                    "written and read, it is another: " + printed);
        }
        var rows = new Fleet();
        rows.put("a", "{}");
        for (int i = 0; i < 3; i++) {
            rows.put("a/" + i, DOCUMENT);
        }
        switch (new QueryRun(query, rows).page(Continuation.START, 2)) {
            case QueryPage.Rows(var items, var next) -> {
                holds(items.size() <= 2, "a longer page than wanted");
                holds(next == null || !items.isEmpty(), "a page of nothing that is not the last");
            }
            case QueryPage.TooMuch _ -> throw new AssertionError("four documents are too much");
        }
    }

    private static Optional<Query> read(String text) {
        try {
            return Optional.of(QueryParser.parse(text));
        } catch (BadQuery e) {
            var message = String.valueOf(e.getMessage());
            holds(OWN_WORDS.matcher(message).matches(), "not our own words: " + message);
            holds(e.at() >= 0 && e.at() <= text.length(), "not a place in the text: " + e.at());
            return Optional.empty();
        }
    }

    private static void checkContinuation(String text) {
        try {
            var read = Continuation.of(text, "q");
            holds(
                    text.isEmpty() || Continuation.of(read.text("q"), "q").equals(read),
                    "a continuation that leads elsewhere");
        } catch (BadDocument _) {
            // As it should be with most texts.
        }
    }
}
