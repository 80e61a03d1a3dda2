package berth.hub.twin;

import berth.core.id.ByteString;
import berth.core.id.ETag;

import java.nio.ByteBuffer;

/// The etag of a twin's tags and desired properties: a counter of 8 bytes, most significant first,
/// in base64. Source: iot-hub-protocol, section 12, V15.
final class TwinEtag {
    static final ETag FIRST = of(1);

    private TwinEtag() {}

    static ETag of(long count) {
        var bytes = ByteBuffer.allocate(Long.BYTES).putLong(count).array();
        return new ETag(ByteString.of(bytes).base64());
    }

    static ETag next(ETag etag) {
        var bytes = ByteString.ofBase64(etag.value()).toByteArray();
        if (bytes.length != Long.BYTES) {
            throw new IllegalStateException("not the etag of a twin: " + etag);
        }
        return of(ByteBuffer.wrap(bytes).getLong() + 1);
    }
}
