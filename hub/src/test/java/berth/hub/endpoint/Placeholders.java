package berth.hub.endpoint;

import berth.core.json.JsonArray;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The texts that `<name>` stands for in a [WireFile].
final class Placeholders {
    private static final Pattern PLACEHOLDER = Pattern.compile("<([a-z0-9-]+)>");

    private final Map<String, String> found = new HashMap<>();

    void put(String name, String text) {
        found.put(name, text);
    }

    /// A request's text with everything filled in.
    String fill(String text) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(
                        match -> {
                            var value = found.get(match.group(1));
                            if (value == null) {
                                throw new IllegalArgumentException(
                                        "nothing found for " + match.group());
                            }
                            return Matcher.quoteReplacement(value);
                        });
    }

    /// Whether `actual` is what the answer's text says; remembers what was new.
    boolean matches(String expected, String actual) {
        var regex = new StringBuilder();
        var names = new ArrayList<String>();
        var placeholder = PLACEHOLDER.matcher(expected);
        int from = 0;
        while (placeholder.find()) {
            regex.append(Pattern.quote(expected.substring(from, placeholder.start())));
            from = placeholder.end();
            var name = placeholder.group(1);
            if (found.containsKey(name)) {
                regex.append(Pattern.quote(found.get(name)));
            } else {
                regex.append("(.+?)");
                names.add(name);
            }
        }
        regex.append(Pattern.quote(expected.substring(from)));
        var match = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(actual);
        if (!match.matches()) {
            return false;
        }
        for (int i = 0; i < names.size(); i++) {
            if (!names.get(i).equals("any")) {
                found.put(names.get(i), match.group(i + 1));
            }
        }
        return true;
    }

    /// The same for JSON; the order of members does not matter.
    boolean matches(JsonValue expected, JsonValue actual) {
        if (expected instanceof JsonString(var text)) {
            return actual instanceof JsonString(var other) && matches(text, other);
        }
        if (expected instanceof JsonArray(var items)) {
            if (!(actual instanceof JsonArray(var others)) || items.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < items.size(); i++) {
                if (!matches(items.get(i), others.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (expected instanceof JsonObject(var members)) {
            return actual instanceof JsonObject(var others)
                    && members.keySet().equals(others.keySet())
                    && members.entrySet().stream()
                            .allMatch(e -> matches(e.getValue(), others.get(e.getKey())));
        }
        return expected.equals(actual);
    }
}
