package berth.connector.guard;

import berth.core.id.ByteString;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Reads one HTTP/1.1 reply: head, then a body that ends by its length, by its last chunk or with
/// the connection. Whatever could be read in two ways is refused. Used by one thread, once.
///
/// Source: RFC 9112, sections 4 to 7; limits: reliability, section 4.3.
final class ReplyReader {
    static final int HEAD_BYTES_MAX = 16 * 1024;
    static final int HEADERS_MAX = 64;

    private static final int INTERIM_MAX = 8;
    private static final int CHUNK_LINE_BYTES_MAX = 256;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private static final Pattern STATUS_LINE =
            Pattern.compile("HTTP/1\\.[0-9] ([1-5][0-9]{2})(?: .*)?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern CHUNK_LENGTH =
            Pattern.compile("([0-9A-Fa-f]{1,8})[ \\t]*(?:;.*)?");

    private final InputStream in;
    private final int bodyBytesMax;

    /// @param in buffered
    ReplyReader(InputStream in, int bodyBytesMax) {
        this.in = in;
        this.bodyBytesMax = bodyBytesMax;
    }

    /// @throws IOException when the connection ends or breaks before the reply does
    CallOutcome.Answered read(boolean toHead) throws IOException, BadReply {
        for (int interim = 0; interim <= INTERIM_MAX; interim++) {
            int headLeft = HEAD_BYTES_MAX;
            var statusLine = line(headLeft);
            var status = STATUS_LINE.matcher(statusLine);
            if (!status.matches()) {
                throw new BadReply("the reply is not HTTP/1.1");
            }
            int code = Integer.parseInt(status.group(1));
            var headers = headers(headLeft - statusLine.length());
            if (code == SWITCHING_PROTOCOLS) {
                throw new BadReply("the reply changes the protocol, which nobody asked for");
            }
            if (code >= 200) {
                var body =
                        toHead || code == NO_CONTENT || code == NOT_MODIFIED
                                ? ByteString.EMPTY
                                : body(headers);
                return new CallOutcome.Answered(code, headers, body);
            }
        }
        throw new BadReply("more than %d interim replies".formatted(INTERIM_MAX));
    }

    private Map<String, String> headers(int bytesMax) throws IOException, BadReply {
        var headers = new TreeMap<String, String>();
        int left = bytesMax;
        int count = 0;
        for (var line = line(left); !line.isEmpty(); line = line(left)) {
            left -= line.length();
            int colon = line.indexOf(':');
            if (++count > HEADERS_MAX) {
                throw new BadReply("the reply has more than %d headers".formatted(HEADERS_MAX));
            }
            if (colon < 0 || !NAME.matcher(line.substring(0, colon)).matches()) {
                throw new BadReply("the reply has a broken header");
            }
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (first, next) -> first + ", " + next);
        }
        return headers;
    }

    private ByteString body(Map<String, String> headers) throws IOException, BadReply {
        var encoding = headers.getOrDefault("content-encoding", "identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw new BadReply("the reply is encoded, which nobody asked for");
        }
        var transfer = headers.get("transfer-encoding");
        var length = headers.get("content-length");
        if (transfer != null) {
            if (length != null || !transfer.equalsIgnoreCase("chunked")) {
                throw new BadReply("the reply does not say clearly where it ends");
            }
            return chunked();
        }
        return length == null ? untilEnd() : ofLength(length);
    }

    private ByteString ofLength(String length) throws IOException, BadReply {
        if (!LENGTH.matcher(length).matches()) {
            throw new BadReply("the reply does not say clearly how long it is");
        }
        if (Long.parseLong(length) > bodyBytesMax) {
            throw tooLong();
        }
        return ByteString.of(exactly(Integer.parseInt(length)));
    }

    private ByteString untilEnd() throws IOException, BadReply {
        var body = in.readNBytes(bodyBytesMax + 1);
        if (body.length > bodyBytesMax) {
            throw tooLong();
        }
        return ByteString.of(body);
    }

    private ByteString chunked() throws IOException, BadReply {
        var body = new ByteArrayOutputStream();
        while (true) {
            var size = CHUNK_LENGTH.matcher(line(CHUNK_LINE_BYTES_MAX));
            if (!size.matches()) {
                throw new BadReply("the reply has a broken chunk");
            }
            long length = Long.parseLong(size.group(1), 16);
            if (length == 0) {
                headers(HEAD_BYTES_MAX); // trailers; nothing of ours reads them
                return ByteString.of(body.toByteArray());
            }
            if (length > bodyBytesMax - body.size()) {
                throw tooLong();
            }
            body.writeBytes(exactly((int) length));
            if (!line(CHUNK_LINE_BYTES_MAX).isEmpty()) {
                throw new BadReply("the reply has a broken chunk");
            }
        }
    }

    private byte[] exactly(int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended within the reply");
        }
        return bytes;
    }

    /// The next line without its end. A line feed alone ends a line too; what else is in a line is
    /// checked by whoever asked for it.
    private String line(int bytesMax) throws IOException, BadReply {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended within the reply");
            }
            if (line.size() >= bytesMax) {
                throw new BadReply("the reply's head is too long");
            }
            line.write(c);
        }
        var text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private BadReply tooLong() {
        return new BadReply("the reply is longer than %d bytes".formatted(bodyBytesMax));
    }
}
