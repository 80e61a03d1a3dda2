package berth.net.http;

import berth.core.id.ByteString;
import berth.net.link.LinkProtocol;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a client says when it wants to speak WebSocket, and whether we can.
///
/// The path decides nothing: stock clients disagree about it. The first sub-protocol offered that
/// we speak is taken, compared without case, because one stock client offers `MQTT` and expects to
/// read just that.
///
/// Source: RFC 6455, section 4.2; device protocol, sections 2.6 and 3.7.
sealed interface WebSocketOffer {
    /// We speak it.
    ///
    /// @param accept the value of `Sec-WebSocket-Accept`
    /// @param spelling the sub-protocol as the client spells it
    record Acceptable(String accept, String spelling, LinkProtocol protocol)
            implements WebSocketOffer {}

    /// It is malformed, of another version, or names no sub-protocol of ours.
    record Unacceptable() implements WebSocketOffer {}

    /// Reads a request that asks to be upgraded.
    ///
    /// @param protocols by sub-protocol name in lower case
    static WebSocketOffer read(RequestHead request, Map<String, LinkProtocol> protocols) {
        List<String> keys = values(request, "Sec-WebSocket-Key");
        List<String> versions = values(request, "Sec-WebSocket-Version");
        boolean wellFormed =
                request.method().equals("GET")
                        && !request.hasBody()
                        && versions.equals(List.of("13"))
                        && keys.size() == 1
                        && isKey(keys.getFirst());
        if (!wellFormed) {
            return new Unacceptable();
        }
        for (String offered : values(request, "Sec-WebSocket-Protocol")) {
            for (String item : offered.split(",", -1)) {
                String spelling = item.strip();
                LinkProtocol protocol = protocols.get(spelling.toLowerCase(Locale.ROOT));
                if (protocol != null) {
                    return new Acceptable(accept(keys.getFirst()), spelling, protocol);
                }
            }
        }
        return new Unacceptable();
    }

    private static List<String> values(RequestHead request, String name) {
        return request.headers().fields().stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(HttpHeaders.Field::value)
                .toList();
    }

    /// Sixteen bytes in base64.
    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == 16;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// Proves that we understood the request; the constant is the protocol's.
    private static String accept(String key) {
        String answer = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        return ByteString.sha1(answer.getBytes(StandardCharsets.US_ASCII)).base64();
    }
}
