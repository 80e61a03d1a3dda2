package berth.net.http;

/// Answers requests. Called on a virtual thread, may block; must be safe for many callers at once.
public interface HttpEndpoint {
    HttpReply handle(HttpRequest request);

    /// The reply to a request that the listener itself refuses (too large, too slow, malformed), so
    /// that even this refusal has the contract's shape. Must not block.
    ///
    /// @param status the HTTP status: 400, 408, 413, 414, 415, 417, 431, 500 or 503
    /// @param path the request's path as far as it is known, else empty
    /// @param host the Host header as far as it is known, else empty
    HttpReply refusal(int status, String path, String host);
}
