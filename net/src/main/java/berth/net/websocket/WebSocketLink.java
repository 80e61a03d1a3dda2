package berth.net.websocket;

import berth.net.Peer;
import berth.net.link.ByteLink;
import berth.net.link.DrainingSession;
import berth.net.link.LinkProtocol;
import berth.net.link.LinkSession;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Duration;

/// A WebSocket as a byte link: each write is one binary message, messages received are one stream.
/// No extensions.
///
/// [#received], [#closed], [#drain] and [#goAway] are called on the session's thread of the link
/// beneath.
public final class WebSocketLink implements ByteLink {
    /// How long the peer may take to answer our close frame.
    private static final Duration CLOSE_TIME = Duration.ofSeconds(1);

    private static final int FIN = 0x80;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PONG = 0xa;

    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;

    private final ByteLink beneath;
    private final FrameReader frames;
    private @Nullable LinkSession session;
    private volatile int closeCode = NORMAL;
    private volatile boolean closing;

    /// Speaks WebSocket over a link whose handshake is done.
    public WebSocketLink(ByteLink beneath, int messageBytesMax) {
        this.beneath = beneath;
        this.frames = new FrameReader(messageBytesMax, new Incoming());
    }

    /// Opens the protocol within.
    public void start(LinkProtocol protocol) {
        session = protocol.open(this);
    }

    /// Bytes from the link beneath.
    public void received(ByteBuffer bytes) {
        frames.take(bytes);
    }

    /// The link beneath is gone.
    public void closed() {
        closing = true;
        LinkSession over = session;
        session = null;
        if (over != null) {
            over.closed();
        }
    }

    /// Lets the protocol within finish its own way when the house closes.
    ///
    /// @return false if it has none: then [#goAway] is due as soon as no work is under way
    public boolean drain() {
        if (session instanceof DrainingSession draining) {
            closeCode = GOING_AWAY;
            draining.drain();
            return true;
        }
        return false;
    }

    /// Says that the house closes, and leaves.
    public void goAway() {
        close(GOING_AWAY);
    }

    @Override
    public Peer peer() {
        return beneath.peer();
    }

    @Override
    public void write(ByteBuffer bytes) {
        if (!closing) {
            beneath.write(frame(BINARY, bytes));
        }
    }

    @Override
    public long unsentBytes() {
        return beneath.unsentBytes();
    }

    @Override
    public void pauseReading() {
        beneath.pauseReading();
    }

    @Override
    public void resumeReading() {
        beneath.resumeReading();
    }

    @Override
    public void close() {
        close(closeCode);
    }

    @Override
    public void work(Runnable task) {
        beneath.work(task);
    }

    @Override
    public void later(Duration delay, Runnable task) {
        beneath.later(delay, task);
    }

    private void close(int code) {
        if (closing) {
            return;
        }
        closing = true;
        beneath.write(frame(CLOSE, ByteBuffer.allocate(2).putShort((short) code).flip()));
        beneath.later(CLOSE_TIME, beneath::close);
    }

    private static ByteBuffer frame(int opcode, ByteBuffer payload) {
        int length = payload.remaining();
        var frame = ByteBuffer.allocate(10 + length);
        frame.put((byte) (FIN | opcode));
        if (length < 126) {
            frame.put((byte) length);
        } else if (length <= 0xffff) {
            frame.put((byte) 126).putShort((short) length);
        } else {
            frame.put((byte) 127).putLong(length);
        }
        return frame.put(payload.duplicate()).flip();
    }

    private final class Incoming implements FrameReader.Sink {
        @Override
        public void payload(ByteBuffer bytes) {
            LinkSession receiver = session;
            if (receiver != null && !closing) {
                receiver.received(bytes);
            }
        }

        @Override
        public void ping(ByteBuffer payload) {
            if (!closing) {
                beneath.write(frame(PONG, payload));
            }
        }

        @Override
        public void closing() {
            if (!closing) {
                closing = true;
                beneath.write(frame(CLOSE, ByteBuffer.allocate(2).putShort((short) NORMAL).flip()));
            }
            beneath.close();
        }

        @Override
        public void broken(int code) {
            close(code);
        }
    }
}
