package berth.cli.fleet.stream;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Status and headers of an HTTP/1.1 reply.
///
/// @param headers names in lower case
record HttpHead(int status, Map<String, String> headers) {
    static HttpHead read(StreamReader in) throws IOException {
        var status = in.line().split(" ", 3);
        if (status.length < 2) {
            throw new IOException("not an HTTP reply");
        }
        var headers = new TreeMap<String, String>();
        for (var line = in.line(); !line.isEmpty(); line = in.line()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("not a header field: " + line);
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new HttpHead(number(status[1]), headers);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    int contentLength() throws IOException {
        return number(headers.getOrDefault("content-length", "0"));
    }

    private static int number(String text) throws IOException {
        if (!text.matches("[0-9]{1,9}")) {
            throw new IOException("not a number in an HTTP reply: " + text);
        }
        return Integer.parseInt(text);
    }
}
