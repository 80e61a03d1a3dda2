package berth.net.link;

import berth.net.Peer;

import java.nio.ByteBuffer;
import java.time.Duration;

/// One connection as a protocol sees it: bytes in order, no threads, no library types. TCP with TLS
/// or a WebSocket, the session cannot tell.
///
/// The session's methods are called by one thread at a time; a session that needs the store hands
/// its work to [#work] and keeps at most a handful of pieces open. All methods here may be called
/// from any thread unless they say otherwise; [#later] without delay is the way back from work to
/// the session's own thread. What a session throws ends its connection.
public interface ByteLink {
    Peer peer();

    /// Sends bytes; they are copied before the call returns.
    void write(ByteBuffer bytes);

    /// How many of the bytes written the peer has not made room for yet: what it costs us that it
    /// does not read.
    long unsentBytes();

    /// Lets the peer wait: after what has arrived already, no more bytes come until
    /// [#resumeReading]. On the session's thread.
    void pauseReading();

    /// Ends [#pauseReading]. On the session's thread.
    void resumeReading();

    /// Closes after what was written has been sent.
    void close();

    /// Runs `task` on a virtual thread, where it may block.
    void work(Runnable task);

    /// Runs `task` on the session's own thread, after `delay`; never after [LinkSession#closed].
    void later(Duration delay, Runnable task);
}
