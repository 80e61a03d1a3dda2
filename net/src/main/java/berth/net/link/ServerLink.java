package berth.net.link;

/// A link as the room's own protocols see it: HTTP answers one request at a time and turns into
/// WebSockets, which the sessions of other rooms need not know.
public interface ServerLink extends ByteLink {
    /// This connection speaks HTTP no more, so it does not count against HTTP's limit.
    void leftHttp();

    /// Runs `task` on the session's thread as soon as no work is under way; now if there is none.
    /// The last task given counts.
    void whenIdle(Runnable task);

    /// Closes at once; what was written may be lost.
    void abort();
}
