package berth.hub.endpoint;

import berth.core.id.ByteString;
import berth.hub.HubScene;
import berth.net.Peer;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpRequest;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Requests as the listener would hand them over.
final class Requests {
    static final String HOST = HubScene.HOST.value();

    private Requests() {}

    static HttpRequest of(String method, String target) {
        return of(method, target, HttpHeaders.NONE, "");
    }

    static HttpRequest of(WireFile.Message message, Placeholders texts) {
        var start = texts.fill(message.start()).split(" ", 2);
        var headers = HttpHeaders.NONE;
        for (var header : message.headers()) {
            var parts = texts.fill(header).split(": ", 2);
            headers = headers.with(parts[0], parts[1]);
        }
        return of(start[0], start[1], headers, texts.fill(message.body()));
    }

    static HttpRequest of(String method, String target, HttpHeaders headers, String body) {
        int mark = target.indexOf('?');
        return new HttpRequest(
                method,
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1),
                HOST,
                headers,
                ByteString.of(body.getBytes(StandardCharsets.UTF_8)),
                new Peer("192.0.2.7", List.of(), null, "192.0.2.1"));
    }
}
