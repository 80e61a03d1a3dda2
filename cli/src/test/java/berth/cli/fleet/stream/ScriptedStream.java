package berth.cli.fleet.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/// A peer whose answers are there before they are asked for, or made of what is written. Reads in
/// pieces of a bounded size, because networks do.
public final class ScriptedStream implements ByteStream {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Deque<byte[]> answers = new ArrayDeque<>();
    private final int pieceMax;
    private Function<byte[], byte[]> onWrite = _ -> new byte[0];
    private int offset;
    private boolean ends;
    private boolean closed;

    public ScriptedStream(int pieceMax) {
        this.pieceMax = pieceMax;
    }

    public ScriptedStream answer(byte... bytes) {
        if (bytes.length > 0) {
            answers.add(bytes.clone());
        }
        return this;
    }

    /// What is answered to each thing that is written.
    public ScriptedStream onWrite(Function<byte[], byte[]> answer) {
        onWrite = answer;
        return this;
    }

    /// After the answers the peer hangs up, and is not merely silent.
    public ScriptedStream end() {
        ends = true;
        return this;
    }

    public byte[] written() {
        return written.toByteArray();
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        var next = answers.peek();
        if (next == null) {
            if (ends) {
                return -1;
            }
            throw new SocketTimeoutException("nothing more is scripted");
        }
        int count = Math.min(Math.min(length, pieceMax), next.length - offset);
        System.arraycopy(next, offset, buffer, from, count);
        offset += count;
        if (offset == next.length) {
            answers.remove();
            offset = 0;
        }
        return count;
    }

    @Override
    public void write(byte[] bytes) {
        written.writeBytes(bytes);
        answer(onWrite.apply(bytes));
    }

    @Override
    public void timeout(Duration time) {
        // what is scripted is there at once or never
    }

    @Override
    public void close() {
        closed = true;
    }
}
