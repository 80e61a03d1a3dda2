package berth.net.link;

/// A session that wants to finish its own way when the house closes. Others are closed as soon as
/// none of their work is under way.
public interface DrainingSession extends LinkSession {
    /// Finish what has begun, begin nothing new, close the link.
    void drain();
}
