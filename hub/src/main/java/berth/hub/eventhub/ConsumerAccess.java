package berth.hub.eventhub;

/// What a connection may read, by the tokens it has shown: those of shared access policies with the
/// right ServiceConnect.
public interface ConsumerAccess {
    /// Whether a token that was put before, and is still good, is for `path`. On the session's
    /// thread; does not block.
    ///
    /// @param path beginning with a slash
    boolean granted(String path);

    /// Whether `token`, which came with a request, is good for `path`. Blocks.
    boolean judge(String token, String path);
}
