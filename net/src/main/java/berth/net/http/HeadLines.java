package berth.net.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Collects the lines of one request's head, byte by byte, within the limits. Every line must end
/// with CR and LF: a lone LF means different things to different readers, which is how requests are
/// smuggled.
///
/// Used by one thread; may be used again after [#reset].
final class HeadLines {
    /// How far it is.
    enum State {
        INCOMPLETE,
        COMPLETE,
        MALFORMED,
        LINE_TOO_LONG,
        HEADER_TOO_LARGE
    }

    private final HttpLimits limits;
    private byte[] bytes = new byte[1024];
    private int length;
    private int lineStart;
    private final List<String> lines = new ArrayList<>();
    private boolean skippedEmptyLine;

    HeadLines(HttpLimits limits) {
        this.limits = limits;
    }

    /// Whether nothing of a request has been seen.
    boolean isEmpty() {
        return length == 0 && lines.isEmpty();
    }

    /// The complete lines so far, the request line first.
    List<String> lines() {
        return lines;
    }

    void reset() {
        length = 0;
        lineStart = 0;
        lines.clear();
        skippedEmptyLine = false;
        if (bytes.length > 4096) {
            bytes = new byte[1024];
        }
    }

    /// Takes bytes up to the end of the head and no further.
    State take(ByteBuffer input) {
        while (input.hasRemaining()) {
            byte next = input.get();
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, bytes.length * 2);
            }
            bytes[length++] = next;
            if (next == '\n') {
                if (length - lineStart < 2 || bytes[length - 2] != '\r') {
                    return State.MALFORMED;
                }
                if (length - lineStart > 2) {
                    lines.add(
                            new String(
                                    bytes,
                                    lineStart,
                                    length - lineStart - 2,
                                    StandardCharsets.ISO_8859_1));
                } else if (!lines.isEmpty()) {
                    return State.COMPLETE;
                } else if (skippedEmptyLine) {
                    return State.MALFORMED;
                } else {
                    // Old clients send an empty line after a body; RFC 9112 section 2.2 lets it
                    // pass.
                    skippedEmptyLine = true;
                }
                lineStart = length;
                if (lines.size() == 1) {
                    // The header has an account of its own.
                    length = 0;
                    lineStart = 0;
                }
            }
            // In both counts a CR that ends what is counted may be there already.
            if (lines.isEmpty()) {
                if (length - lineStart > limits.requestLineBytesMax() + 1) {
                    return State.LINE_TOO_LONG;
                }
            } else if (length > limits.headerBytesMax() + 1
                    || lines.size() - 1 > limits.headerFieldsMax()) {
                return State.HEADER_TOO_LARGE;
            }
        }
        return State.INCOMPLETE;
    }
}
