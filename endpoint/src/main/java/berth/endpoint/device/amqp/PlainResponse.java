package berth.endpoint.device.amqp;

import berth.core.id.ByteString;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The initial response of SASL `PLAIN`: `authzid 0x00 authcid 0x00 password`. The authzid is
/// nobody's business; the password is a SAS token.
///
/// Source: RFC 4616, section 2; dps-device-protocol, section 3.2.
record PlainResponse(String authcid, String password) {
    private static final int PARTS = 3;

    static Optional<PlainResponse> parse(ByteString response) {
        var text = utf8(response.toByteArray(), 0);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var parts = text.get().split("\0", -1);
        return parts.length == PARTS
                ? Optional.of(new PlainResponse(parts[1], parts[2]))
                : Optional.empty();
    }

    /// The text of `bytes` from `from` on; empty if they are not UTF-8.
    static Optional<String> utf8(byte[] bytes, int from) {
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return Optional.of(
                    decoder.decode(ByteBuffer.wrap(bytes, from, bytes.length - from)).toString());
        } catch (CharacterCodingException _) {
            // The answer is that it is no text.
            return Optional.empty();
        }
    }
}
