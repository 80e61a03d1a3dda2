package berth.net.link;

import java.nio.ByteBuffer;

/// A protocol's side of one connection. Called by one thread at a time.
public interface LinkSession {
    /// Takes bytes, cut anywhere. The buffer is the session's to keep.
    void received(ByteBuffer bytes);

    /// The connection is gone, whoever closed it. Called once, last.
    void closed();
}
