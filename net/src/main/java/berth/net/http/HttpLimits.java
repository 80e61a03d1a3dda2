package berth.net.http;

import java.time.Duration;

/// What an HTTP client may ask of us. What is over is refused with the status named.
///
/// @param requestLineBytesMax 414
/// @param headerBytesMax all header fields together, 431
/// @param headerFieldsMax 431
/// @param headerTime from a request's first byte (or from the handshake, for the first request) to
///   the end of its header, 408
/// @param bodyTime for the body, plus one second for every 8 KB received, 408
/// @param bodyTimeMax for the body, whatever its length
/// @param bodyBytesMax 413
/// @param idleTime between two requests, then the connection is closed
/// @param requestsPerConnectionMax the last one is answered with `Connection: close`
/// @param requestsInFlightMax handed to the endpoint at one time, all connections together; 503
/// @param webSocketMessageBytesMax close code 1009
///
///   Source: reliability, section 10.
public record HttpLimits(
        int requestLineBytesMax,
        int headerBytesMax,
        int headerFieldsMax,
        Duration headerTime,
        Duration bodyTime,
        Duration bodyTimeMax,
        BodyLimit bodyBytesMax,
        Duration idleTime,
        int requestsPerConnectionMax,
        int requestsInFlightMax,
        int webSocketMessageBytesMax) {
    private static final int KIB = 1024;

    /// The defaults; only the body's size depends on what the house serves.
    public static HttpLimits standard(BodyLimit bodyBytesMax) {
        return new HttpLimits(
                8 * KIB,
                16 * KIB,
                64,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                bodyBytesMax,
                Duration.ofSeconds(60),
                1_000,
                1_024,
                320 * KIB);
    }

    /// The same for a house that serves something else.
    public HttpLimits withBodies(BodyLimit others) {
        return new HttpLimits(
                requestLineBytesMax,
                headerBytesMax,
                headerFieldsMax,
                headerTime,
                bodyTime,
                bodyTimeMax,
                others,
                idleTime,
                requestsPerConnectionMax,
                requestsInFlightMax,
                webSocketMessageBytesMax);
    }
}
