package berth.net.http;

/// How large a request's body may be. Asked once a request, before the body is read.
@FunctionalInterface
public interface BodyLimit {
    /// The largest acceptable body in bytes.
    ///
    /// @param path as in [HttpRequest]
    /// @param host as in [HttpRequest]
    int bytesMax(String path, String host);
}
