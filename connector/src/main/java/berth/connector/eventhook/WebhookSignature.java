package berth.connector.eventhook;

import berth.core.id.ByteString;
import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// The headers by which a receiver knows that an event is ours, unchanged and not an old one:
///
/// ```text
/// webhook-id: {id}
/// webhook-timestamp: {seconds since 1970}
/// webhook-signature: v1,{base64 of HMAC-SHA256(key, id "." timestamp "." body)}
/// ```
///
/// Source: Standard Webhooks 1.0.0, section "Signature scheme", symmetric.
final class WebhookSignature {
    private WebhookSignature() {}

    /// @param id without a full stop, the same for each repetition
    /// @param at of this try
    static Map<String, String> headers(String id, Instant at, ByteString body, Secret key) {
        if (id.indexOf('.') >= 0) {
            throw new IllegalArgumentException("a full stop would move a border: " + id);
        }
        var timestamp = Long.toString(at.getEpochSecond());
        var signed = new ByteArrayOutputStream();
        signed.writeBytes((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        signed.writeBytes(body.toByteArray());
        var signature = ByteString.of(HmacSha256.of(key, signed.toByteArray())).base64();
        var headers = new LinkedHashMap<String, String>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", timestamp);
        headers.put("webhook-signature", "v1," + signature);
        return headers;
    }
}
