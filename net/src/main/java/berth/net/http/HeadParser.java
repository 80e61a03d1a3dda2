package berth.net.http;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads the lines of a request's head and refuses whatever two readers could understand in two
/// ways.
///
/// Source: RFC 9112, sections 3, 5, 6 and 11; reliability, section 10.
final class HeadParser {
    /// What became of a head.
    sealed interface Parsed {
        /// It is unambiguous.
        record Good(RequestHead head) implements Parsed {}

        /// It must not be answered but with 400.
        record Bad(String path, String host) implements Parsed {}
    }

    /// Where a request goes; a field is empty where the target does not name it.
    private record Target(String host, String path, String query) {}

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final String AUTHORITY_MARKS = "-._~!$&'()*+,;=%:[]";

    private HeadParser() {}

    static Parsed parse(List<String> lines) {
        String[] words = lines.getFirst().split(" ", -1);
        if (words.length != 3 || !isToken(words[0])) {
            return new Parsed.Bad("", "");
        }
        boolean newest = words[2].equals("HTTP/1.1");
        Target target = target(words[1]);
        if (target == null || (!newest && !words[2].equals("HTTP/1.0"))) {
            return new Parsed.Bad("", "");
        }
        var fields = new ArrayList<HttpHeaders.Field>(lines.size() - 1);
        for (String line : lines.subList(1, lines.size())) {
            HttpHeaders.Field field = field(line);
            if (field == null) {
                return new Parsed.Bad(target.path(), "");
            }
            fields.add(field);
        }
        return parse(words[0], target, newest, fields);
    }

    private static Parsed parse(
            String method, Target target, boolean newest, List<HttpHeaders.Field> fields) {
        List<String> hosts = values(fields, "Host");
        if (hosts.size() > 1 || (hosts.isEmpty() && newest)) {
            return new Parsed.Bad(target.path(), "");
        }
        String host = hosts.isEmpty() ? "" : hostName(hosts.getFirst());
        if (host == null) {
            return new Parsed.Bad(target.path(), "");
        }
        if (!target.host().isEmpty()) {
            host = target.host();
        }
        List<String> lengths = values(fields, "Content-Length");
        List<String> codings = values(fields, "Transfer-Encoding");
        long length = bodyLength(lengths, codings, newest);
        if (length < RequestHead.CHUNKED) {
            return new Parsed.Bad(target.path(), host);
        }
        boolean upgrade =
                lists(fields, "Connection", "upgrade") && lists(fields, "Upgrade", "websocket");
        return new Parsed.Good(
                new RequestHead(
                        method,
                        target.path(),
                        target.query(),
                        host,
                        new HttpHeaders(fields),
                        length,
                        !newest || lists(fields, "Connection", "close"),
                        newest ? String.join(",", values(fields, "Expect")) : "",
                        values(fields, "Content-Encoding").stream()
                                .anyMatch(coding -> !coding.equalsIgnoreCase("identity")),
                        newest && upgrade));
    }

    /// The length; [RequestHead#CHUNKED]; or less than that if it is ambiguous.
    private static long bodyLength(List<String> lengths, List<String> codings, boolean newest) {
        if (codings.isEmpty() && lengths.isEmpty()) {
            return 0;
        }
        if (codings.isEmpty()) {
            String digits = lengths.getFirst();
            boolean readable =
                    lengths.size() == 1
                            && !digits.isEmpty()
                            && digits.length() <= 18
                            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
            return readable ? Long.parseLong(digits) : Long.MIN_VALUE;
        }
        boolean chunked =
                newest
                        && lengths.isEmpty()
                        && codings.size() == 1
                        && codings.getFirst().equalsIgnoreCase("chunked");
        return chunked ? RequestHead.CHUNKED : Long.MIN_VALUE;
    }

    /// Reads the origin form (`/path?query`) and the absolute form (`https://host/path?query`).
    private static @Nullable Target target(String text) {
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#')) {
            return null;
        }
        if (text.startsWith("/")) {
            return target("", text);
        }
        String lower = text.toLowerCase(Locale.ROOT);
        int authority = lower.startsWith("https://") ? 8 : lower.startsWith("http://") ? 7 : 0;
        if (authority == 0) {
            return null;
        }
        int end = authority;
        while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '?') {
            end++;
        }
        String host = hostName(text.substring(authority, end));
        if (host == null || host.isEmpty()) {
            return null;
        }
        String rest = text.substring(end);
        return target(host, rest.startsWith("/") ? rest : "/" + rest);
    }

    private static Target target(String host, String pathAndQuery) {
        int mark = pathAndQuery.indexOf('?');
        return mark < 0
                ? new Target(host, pathAndQuery, "")
                : new Target(
                        host, pathAndQuery.substring(0, mark), pathAndQuery.substring(mark + 1));
    }

    /// The host of `host[:port]` in lower case; null if it is none.
    private static @Nullable String hostName(String authority) {
        int portMark = authority.lastIndexOf(':');
        String host = authority;
        if (portMark > authority.lastIndexOf(']')) {
            host = authority.substring(0, portMark);
            String port = authority.substring(portMark + 1);
            if (port.length() > 5 || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return null;
            }
        }
        boolean clean =
                host.length() <= 255
                        && host.chars()
                                .allMatch(
                                        c -> isLetterOrDigit(c) || AUTHORITY_MARKS.indexOf(c) >= 0);
        boolean plain = host.startsWith("[") || host.indexOf(':') < 0;
        return clean && plain ? host.toLowerCase(Locale.ROOT) : null;
    }

    /// Reads `Name: value`. A folded line starts with white space, which no name does.
    private static HttpHeaders.@Nullable Field field(String line) {
        int colon = line.indexOf(':');
        if (colon < 1) {
            return null;
        }
        String name = line.substring(0, colon);
        int start = colon + 1;
        int end = line.length();
        while (start < end && isBlank(line.charAt(start))) {
            start++;
        }
        while (start < end && isBlank(line.charAt(end - 1))) {
            end--;
        }
        String value = line.substring(start, end);
        boolean clean = value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f));
        return isToken(name) && clean ? new HttpHeaders.Field(name, value) : null;
    }

    private static List<String> values(List<HttpHeaders.Field> fields, String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(HttpHeaders.Field::value)
                .toList();
    }

    /// Whether a comma-separated header contains `word`, without case.
    private static boolean lists(List<HttpHeaders.Field> fields, String name, String word) {
        for (String value : values(fields, name)) {
            for (String item : value.split(",", -1)) {
                if (item.strip().equalsIgnoreCase(word)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> isLetterOrDigit(c) || TOKEN_MARKS.indexOf(c) >= 0);
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
