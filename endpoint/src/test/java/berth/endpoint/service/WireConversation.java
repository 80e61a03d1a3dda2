package berth.endpoint.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import berth.net.http.HttpHeaders;
import berth.net.http.HttpReply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A golden wire file: exchanges, divided by a line of `====`, each a request and below a line of
/// `----` its answer.
///
/// ```text
/// # what this is about
/// PUT /enrollments/pump-017?api-version=2021-10-01
/// If-Match: {etag}
///
/// {"registrationId": "pump-017"}
/// ----
/// 200
/// x-ms-continuation: (absent)
///
/// {"registrationId":"pump-017","etag":"{new}"}
/// ```
///
/// Lines of a body are joined without the blanks around them; what is left must be equal to the
/// letter. A name in braces stands for a text without quotes: the same text wherever the name
/// stands, a different one for a different name. Requests carry the owner's token unless they have
/// an `Authorization` line: `(none)`, or `policy NAME`.
record WireConversation(List<Exchange> exchanges) {
    private static final Pattern NAME = Pattern.compile("\\{([a-z][a-zA-Z0-9]*)}");

    private static final Pattern EXCHANGES = Pattern.compile("(?m)^====\\R");
    private static final Pattern PARTS = Pattern.compile("(?m)^----\\R");

    record Exchange(Part request, Part answer) {}

    /// @param first the request line or the status
    record Part(String first, HttpHeaders headers, String body) {}

    static WireConversation parse(String text) {
        var exchanges = new ArrayList<Exchange>();
        for (var exchange : EXCHANGES.split(text, -1)) {
            var parts = PARTS.split(exchange, -1);
            assertThat(parts).as(exchange).hasSize(2);
            exchanges.add(new Exchange(part(parts[0]), part(parts[1])));
        }
        return new WireConversation(exchanges);
    }

    private static Part part(String text) {
        var lines = text.lines().filter(line -> !line.startsWith("#")).iterator();
        var first = lines.next();
        var headers = HttpHeaders.NONE;
        while (lines.hasNext()) {
            var line = lines.next();
            if (line.isBlank()) {
                break;
            }
            int colon = line.indexOf(':');
            headers = headers.with(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        var body = new StringBuilder();
        lines.forEachRemaining(line -> body.append(line.strip()));
        return new Part(first, headers, body.toString());
    }

    void play(TestHouse house) {
        var known = new HashMap<String, String>();
        for (var exchange : exchanges) {
            var request = exchange.request();
            var line = filled(request.first(), known).split(" ", 2);
            var reply =
                    house.send(
                            line[0],
                            line[1],
                            filled(request.body(), known),
                            headers(request.headers(), known, house));
            check(exchange, reply, known);
        }
    }

    private static HttpHeaders headers(
            HttpHeaders written, Map<String, String> known, TestHouse house) {
        var authorization = written.first("Authorization").orElse("policy " + TestHouse.OWNER);
        var headers = HttpHeaders.NONE;
        for (var field : written.fields()) {
            if (!field.name().equalsIgnoreCase("Authorization")) {
                headers = headers.with(field.name(), filled(field.value(), known));
            }
        }
        if (authorization.startsWith("policy ")) {
            return headers.with("Authorization", house.token(authorization.substring(7)));
        }
        return authorization.equals("(none)")
                ? headers
                : headers.with("Authorization", authorization);
    }

    private static String filled(String text, Map<String, String> known) {
        return NAME.matcher(text)
                .replaceAll(
                        name ->
                                Matcher.quoteReplacement(
                                        known.getOrDefault(name.group(1), name.group())));
    }

    private static void check(Exchange exchange, HttpReply reply, Map<String, String> known) {
        var body = TestHouse.text(reply);
        assertThat(reply.status() + " " + body)
                .as(exchange.request().first())
                .startsWith(exchange.answer().first() + " ");
        for (var field : exchange.answer().headers().fields()) {
            var sent =
                    reply.headers().fields().stream()
                            .filter(found -> found.name().equals(field.name()))
                            .map(HttpHeaders.Field::value)
                            .findFirst()
                            .orElse("(absent)");
            match(field.name() + ": " + field.value(), field.name() + ": " + sent, known);
        }
        match(exchange.answer().body(), body, known);
    }

    /// Compares to the letter and learns the texts behind new names.
    private static void match(String golden, String found, Map<String, String> known) {
        var names = new ArrayList<String>();
        var pattern = new StringBuilder();
        var filled = filled(golden, known);
        var name = NAME.matcher(filled);
        int from = 0;
        while (name.find()) {
            pattern.append(Pattern.quote(filled.substring(from, name.start())));
            int earlier = names.indexOf(name.group(1));
            if (earlier < 0) {
                names.add(name.group(1));
                pattern.append("([^\"]+)");
            } else {
                pattern.append("\\").append(earlier + 1);
            }
            from = name.end();
        }
        pattern.append(Pattern.quote(filled.substring(from)));
        var matcher = Pattern.compile(pattern.toString()).matcher(found);
        if (!matcher.matches()) {
            // Not a pattern's complaint but the two texts, one below the other.
            fail("%nexpected %s%n but was %s", filled, found);
        }
        for (int i = 0; i < names.size(); i++) {
            var text = matcher.group(i + 1);
            assertThat(known.values()).as("{" + names.get(i) + "} is new").doesNotContain(text);
            known.put(names.get(i), text);
        }
    }

    @Override
    public String toString() {
        return exchanges.stream()
                .map(exchange -> exchange.request().first())
                .collect(Collectors.joining("; "));
    }
}
