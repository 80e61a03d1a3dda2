package berth.cli.fleet.stream;

import java.io.EOFException;
import java.io.IOException;

/// Reads a stream in the pieces a protocol wants. For one thread.
final class StreamReader {
    private static final int LINE_BYTES_MAX = 16 * 1024;

    private final ByteStream stream;
    private final byte[] buffer = new byte[8 * 1024];
    private int from;
    private int to;

    StreamReader(ByteStream stream) {
        this.stream = stream;
    }

    /// @return the next byte, 0 to 255
    /// @throws EOFException when the peer has ended
    int next() throws IOException {
        if (from == to && !fill()) {
            throw new EOFException("the connection was closed by the server");
        }
        return buffer[from++] & 0xff;
    }

    /// What is at hand, else what comes next.
    ///
    /// @return how many bytes were read, or -1 when the peer has ended
    int some(byte[] target, int offset, int length) throws IOException {
        if (from == to && !fill()) {
            return -1;
        }
        int count = Math.min(length, to - from);
        System.arraycopy(buffer, from, target, offset, count);
        from += count;
        return count;
    }

    byte[] exactly(int length) throws IOException {
        var bytes = new byte[length];
        for (int done = 0; done < length; ) {
            int count = some(bytes, done, length - done);
            if (count < 0) {
                throw new EOFException("the connection closed in the middle of an answer");
            }
            done += count;
        }
        return bytes;
    }

    /// Up to the next line feed, without the end of the line.
    String line() throws IOException {
        var line = new StringBuilder();
        for (int c = next(); c != '\n'; c = next()) {
            if (line.length() >= LINE_BYTES_MAX) {
                throw new IOException("reply header line too long");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private boolean fill() throws IOException {
        int count = stream.read(buffer, 0, buffer.length);
        from = 0;
        to = Math.max(count, 0);
        return count > 0;
    }
}
