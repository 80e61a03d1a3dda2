package berth.net.http;

/// A request up to the empty line, checked: what stands here is unambiguous.
///
/// @param path as in [HttpRequest]
/// @param query as in [HttpRequest]
/// @param host as in [HttpRequest]
/// @param bodyLength the announced length; [#CHUNKED] if the body tells its end itself
/// @param closeAfter whether this is the connection's last request
/// @param expectation what the client wants before it sends the body; empty if nothing
/// @param coded whether the body has a content coding other than identity
/// @param webSocket whether the client asks to speak WebSocket from here on
record RequestHead(
        String method,
        String path,
        String query,
        String host,
        HttpHeaders headers,
        long bodyLength,
        boolean closeAfter,
        String expectation,
        boolean coded,
        boolean webSocket) {
    static final long CHUNKED = -1;

    boolean hasBody() {
        return bodyLength != 0;
    }
}
