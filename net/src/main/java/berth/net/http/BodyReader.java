package berth.net.http;

import berth.core.id.ByteString;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Collects one request's body within a limit.
///
/// Chunks are read as strictly as heads: the size in hexadecimal, CR and LF, exactly so many bytes,
/// CR and LF. Chunk extensions and trailer fields are passed over.
///
/// Source: RFC 9112, section 7.1.
final class BodyReader {
    /// How far it is.
    enum State {
        INCOMPLETE,
        COMPLETE,
        MALFORMED,
        TOO_LARGE
    }

    private enum Part {
        PLAIN,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER
    }

    private static final int FIRST_BYTES = 2 * 1024;

    /// A chunk's size with its extensions, and each trailer line.
    private static final int LINE_BYTES_MAX = 1024;

    private static final int TRAILER_BYTES_MAX = 8 * 1024;

    private final int bytesMax;
    private byte[] body;
    private int length;
    private Part part;
    private long rest;

    private final StringBuilder line = new StringBuilder();
    private int trailerBytes;

    /// Reads a body of `length` bytes, which the caller has found to be within its limit.
    static BodyReader plain(int length) {
        return new BodyReader(Part.PLAIN, length, length);
    }

    /// Reads a body that tells its end itself.
    static BodyReader chunked(int bytesMax) {
        return new BodyReader(Part.CHUNK_SIZE, bytesMax, 0);
    }

    private BodyReader(Part part, int bytesMax, int rest) {
        this.part = part;
        this.bytesMax = bytesMax;
        this.rest = rest;
        // What is announced is not believed until it comes.
        this.body = new byte[Math.min(bytesMax, FIRST_BYTES)];
    }

    /// Bytes of the body so far.
    int length() {
        return length;
    }

    ByteString body() {
        return ByteString.of(Arrays.copyOf(body, length));
    }

    /// Takes bytes up to the end of the body and no further.
    State take(ByteBuffer input) {
        while (input.hasRemaining()) {
            State state =
                    switch (part) {
                        case PLAIN -> takeBytes(input) ? State.COMPLETE : State.INCOMPLETE;
                        case CHUNK -> {
                            if (takeBytes(input)) {
                                part = Part.CHUNK_END;
                            }
                            yield State.INCOMPLETE;
                        }
                        case CHUNK_SIZE, CHUNK_END, TRAILER -> takeLineByte(input.get());
                    };
            if (state != State.INCOMPLETE) {
                return state;
            }
        }
        return State.INCOMPLETE;
    }

    /// Whether the part's bytes are all there.
    private boolean takeBytes(ByteBuffer input) {
        int count = (int) Math.min(rest, input.remaining());
        if (length + count > body.length) {
            int doubled = Math.max(body.length * 2, length + count);
            body = Arrays.copyOf(body, Math.min(doubled, bytesMax));
        }
        input.get(body, length, count);
        length += count;
        rest -= count;
        return rest == 0;
    }

    private State takeLineByte(byte next) {
        if (next != '\n') {
            line.append((char) (next & 0xff));
            boolean crInside = line.length() > 1 && line.charAt(line.length() - 2) == '\r';
            return crInside || line.length() > LINE_BYTES_MAX ? State.MALFORMED : State.INCOMPLETE;
        }
        if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
            return State.MALFORMED;
        }
        String text = line.substring(0, line.length() - 1);
        line.setLength(0);
        return switch (part) {
            case CHUNK_SIZE -> takeChunkSize(text);
            case CHUNK_END -> {
                part = Part.CHUNK_SIZE;
                yield text.isEmpty() ? State.INCOMPLETE : State.MALFORMED;
            }
            case TRAILER -> {
                trailerBytes += text.length();
                if (text.isEmpty()) {
                    yield State.COMPLETE;
                }
                yield trailerBytes > TRAILER_BYTES_MAX ? State.MALFORMED : State.INCOMPLETE;
            }
            case PLAIN, CHUNK -> throw new IllegalStateException("no lines in " + part);
        };
    }

    private State takeChunkSize(String text) {
        int extension = text.indexOf(';');
        String digits = (extension < 0 ? text : text.substring(0, extension)).stripTrailing();
        boolean readable =
                !digits.isEmpty()
                        && digits.length() <= 8
                        && digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x7f);
        if (!readable) {
            return State.MALFORMED;
        }
        rest = Long.parseLong(digits, 16);
        if (length + rest > bytesMax) {
            return State.TOO_LARGE;
        }
        part = rest == 0 ? Part.TRAILER : Part.CHUNK;
        return State.INCOMPLETE;
    }
}
