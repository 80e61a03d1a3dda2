package berth.hub.endpoint;

import java.util.ArrayList;
import java.util.List;

/// A conversation written down: requests above, answers below.
///
/// ```text
/// # what it shows
/// METHOD /path?query
/// Header: value
///
/// body
/// --
/// status
/// Header: value
///
/// body
/// ==
/// the next request
/// ```
///
/// In an answer, `<name>` stands for any text the first time, and for the same text from then on;
/// in a request it stands for the text that was found. `<any>` stands for any text every time.
record WireFile(List<Exchange> exchanges) {
    /// One request and its answer.
    record Exchange(Message request, Message answer) {}

    /// A first line, headers as `Name: value`, and a body, which may be empty.
    record Message(String start, List<String> headers, String body) {}

    static WireFile parse(String text) {
        var exchanges = new ArrayList<Exchange>();
        for (var part : text.split("(?m)^==\\R", -1)) {
            var halves = part.split("(?m)^--\\R", -1);
            if (halves.length != 2) {
                throw new IllegalArgumentException("not a request and an answer: " + part);
            }
            exchanges.add(new Exchange(message(halves[0]), message(halves[1])));
        }
        return new WireFile(List.copyOf(exchanges));
    }

    private static Message message(String text) {
        var lines = text.lines().dropWhile(line -> line.startsWith("#")).toList();
        int blank = lines.indexOf("");
        int headersEnd = blank < 0 ? lines.size() : blank;
        var body =
                blank < 0 ? "" : String.join("\n", lines.subList(blank + 1, lines.size())).strip();
        return new Message(lines.getFirst(), List.copyOf(lines.subList(1, headersEnd)), body);
    }
}
