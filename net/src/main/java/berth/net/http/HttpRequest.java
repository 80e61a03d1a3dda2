package berth.net.http;

import berth.core.id.ByteString;
import berth.net.Peer;

/// One HTTP/1.1 request, complete.
///
/// @param method in upper case, as sent
/// @param path the path as sent, still percent-encoded, starting with a slash, without the query
/// @param query what stands behind the question mark, still encoded; empty if nothing
/// @param host the Host header without its port, in lower case; empty if absent
/// @param body empty if there is none; at most the listener's limit
public record HttpRequest(
        String method,
        String path,
        String query,
        String host,
        HttpHeaders headers,
        ByteString body,
        Peer peer) {}
