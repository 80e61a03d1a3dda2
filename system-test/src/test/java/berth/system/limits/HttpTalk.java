package berth.system.limits;

import berth.core.json.JsonObject;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// HTTP/1.1 on one connection, proper or not.
final class HttpTalk implements Closeable {
    private final Wire wire;
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();

    HttpTalk(Wire wire) {
        this.wire = wire;
    }

    /// @param headers by name in lower case
    record Reply(int status, Map<String, String> headers, String body) {
        JsonObject document() {
            try {
                return JsonFields.object(JsonText.parse(body, JsonLimits.DEFAULT));
            } catch (MalformedJson | BadDocument e) {
                throw new AssertionError("not a JSON document: " + body, e);
            }
        }

        boolean closes() {
            return "close".equalsIgnoreCase(headers.get("connection"));
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /// A proper request with JSON in it, if it has a body.
    static String request(String method, String target, Map<String, String> headers, String body) {
        var all = new LinkedHashMap<String, String>();
        all.put("Host", House.HOST);
        if (!body.isEmpty()) {
            all.put("Content-Type", "application/json; charset=utf-8");
            all.put("Content-Length", Integer.toString(bytes(body).length));
        }
        all.putAll(headers);
        var head = new StringBuilder("%s %s HTTP/1.1\r\n".formatted(method, target));
        all.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head + "\r\n" + body;
    }

    Reply ask(String method, String target, Map<String, String> headers, String body)
            throws IOException {
        return say(request(method, target, headers, body));
    }

    /// Whatever `request` says, and one reply. The house may stop listening before all is said.
    ///
    /// @throws EOFException when there is none
    Reply say(String request) throws IOException {
        wire.write(bytes(request));
        return hear();
    }

    /// @throws EOFException when the connection ends first
    Reply hear() throws IOException {
        var head = upTo("\r\n\r\n");
        var lines = head.strip().split("\r\n", -1);
        var headers = new LinkedHashMap<String, String>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        var body = take(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Reply(Integer.parseInt(lines[0].split(" ", 3)[1]), headers, body);
    }

    /// Whether the server ends the connection, and says nothing more before.
    boolean ends() throws IOException {
        return unread.size() == 0 && wire.read().length == 0;
    }

    private String upTo(String end) throws IOException {
        int at = text(unread.toByteArray()).indexOf(end);
        while (at < 0) {
            more();
            at = text(unread.toByteArray()).indexOf(end);
        }
        return take(at + end.length());
    }

    private String take(int length) throws IOException {
        while (unread.size() < length) {
            more();
        }
        var all = unread.toByteArray();
        unread.reset();
        unread.write(all, length, all.length - length);
        return new String(all, 0, length, StandardCharsets.UTF_8);
    }

    private void more() throws IOException {
        var bytes = wire.read();
        if (bytes.length == 0) {
            throw new EOFException("the connection ended after: " + unread);
        }
        unread.writeBytes(bytes);
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
