package berth.net.http;

import berth.core.id.ByteString;

/// The reply to one request. `Content-Length` and `Date` are the listener's business.
public record HttpReply(int status, HttpHeaders headers, ByteString body) {
    public static HttpReply empty(int status) {
        return new HttpReply(status, HttpHeaders.NONE, ByteString.EMPTY);
    }

    public HttpReply with(String header, String value) {
        return new HttpReply(status, headers.with(header, value), body);
    }
}
