package berth.connector.hub;

/// A reply that has arrived in full.
///
/// @param errorCode the header `iothub-errorcode`, or empty
/// @param etag the header `ETag`, or empty
/// @param retryAfter the header `Retry-After`, or empty
record HttpAnswer(int status, String errorCode, String etag, String retryAfter, String body) {
    /// Status only: bodies carry keys.
    @Override
    public String toString() {
        return "HttpAnswer[" + status + "]";
    }
}
