package berth.cli.fleet.stream;

import java.util.ArrayList;
import java.util.List;

/// How a client asks for a WebSocket; stock clients disagree about nearly everything that RFC 6455
/// leaves open.
///
/// @param target of the request line: a path, or a whole URL
/// @param host what `Host` says
/// @param connection what `Connection` says
/// @param protocol the one sub-protocol offered, in the client's spelling
/// @param extensions what `Sec-WebSocket-Extensions` says, or empty for no such header
///
///   Source: dps-device-protocol, sections 2.6 and 3.7.
public record WebSocketRequest(
        String target, String host, String connection, String protocol, String extensions) {
    /// @param key of this connection, 16 bytes in base64
    String text(String key) {
        var lines = new ArrayList<String>();
        lines.add("GET %s HTTP/1.1".formatted(target));
        lines.add("Host: " + host);
        lines.add("Upgrade: websocket");
        lines.add("Connection: " + connection);
        lines.add("Sec-WebSocket-Key: " + key);
        lines.add("Sec-WebSocket-Version: 13");
        lines.add("Sec-WebSocket-Protocol: " + protocol);
        if (!extensions.isEmpty()) {
            lines.add("Sec-WebSocket-Extensions: " + extensions);
        }
        lines.addAll(List.of("", ""));
        return String.join("\r\n", lines);
    }
}
