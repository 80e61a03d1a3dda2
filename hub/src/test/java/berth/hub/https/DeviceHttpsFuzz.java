package berth.hub.https;

import static berth.testkit.fuzz.Oracle.allocatesAtMost;
import static berth.testkit.fuzz.Oracle.holds;

import berth.core.hub.HubClient;
import berth.core.hub.message.CommandMessage;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.FeedbackRequest;
import berth.core.hub.message.LockedCommand;
import berth.core.id.ByteString;
import berth.net.Peer;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpRequest;
import berth.wire.json.BadDocument;
import berth.wire.json.MalformedJson;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Feeds bytes to what reads devices' requests over HTTPS: a batch, a path, headers. A batch never
/// makes more of a body than it was, no path is mistaken, and no property that came in one message
/// breaks out of its header on the way to another device.
public final class DeviceHttpsFuzz {
    private static final long ALLOWANCE = 256 * 1024;
    private static final long ALLOWANCE_PER_BYTE = 512;
    private static final Pattern OWN_WORDS = Pattern.compile("[A-Za-z0-9 ,.\\[\\]-]{1,200}");
    private static final Pattern NAME = Pattern.compile("[!-9;-~]+");
    private static final Pattern VALUE = Pattern.compile("[ -~]*");

    private DeviceHttpsFuzz() {}

    /// @throws AssertionError when a promise is broken
    public static void fuzzerTestOneInput(byte[] data) {
        var bytes = ByteString.of(data);
        allocatesAtMost(ALLOWANCE + ALLOWANCE_PER_BYTE * data.length, () -> batch(bytes));
        batch(bytes).ifPresent(messages -> check(messages, data.length));
        // The listener has decoded the head so.
        var text = new String(data, StandardCharsets.ISO_8859_1);
        checkPath(text);
        checkHeaders(text);
    }

    private static Optional<List<DeviceMessage>> batch(ByteString bytes) {
        try {
            return Optional.of(Batch.read(bytes));
        } catch (MalformedJson | BadDocument e) {
            var message = String.valueOf(e.getMessage());
            holds(OWN_WORDS.matcher(message).matches(), "not our own words: " + message);
            return Optional.empty();
        }
    }

    private static void check(List<DeviceMessage> messages, int length) {
        holds(!messages.isEmpty() && messages.size() <= Batch.MESSAGES_MAX, "not so many");
        long sizes = messages.stream().mapToLong(DeviceMessage::size).sum();
        holds(sizes <= 8L * length, "more than came in: " + sizes);
        messages.forEach(DeviceHttpsFuzz::checkWritten);
    }

    private static void checkPath(String text) {
        int mark = text.indexOf('?');
        var path = List.of((mark < 0 ? text : text.substring(0, mark)).split("/", -1));
        var query = mark < 0 ? "" : text.substring(mark + 1);
        for (var method : List.of("GET", "POST", "DELETE")) {
            switch (DevicePath.of(path, request(method, query))) {
                case DevicePath.Send _ -> holds(path.size() == 2 && method.equals("POST"), text);
                case DevicePath.Receive _ -> holds(path.size() == 2 && method.equals("GET"), text);
                case DevicePath.Complete _, DevicePath.Reject _ ->
                        holds(path.size() == 3 && method.equals("DELETE"), text);
                case DevicePath.Abandon _ -> holds(path.size() == 4 && method.equals("POST"), text);
                case DevicePath.FileUpload _ ->
                        holds(path.getFirst().equalsIgnoreCase("files"), text);
                case DevicePath.WrongMethod(var allowed) -> holds(!allowed.equals(method), text);
                case DevicePath.Unknown _ -> {}
            }
        }
    }

    private static HttpRequest request(String method, String query) {
        return new HttpRequest(
                method,
                "/devices/d/x",
                query,
                "hub1.example.com",
                HttpHeaders.NONE,
                ByteString.EMPTY,
                new Peer("192.0.2.7", List.of(), null, "192.0.2.1"));
    }

    private static void checkHeaders(String text) {
        var headers = HttpHeaders.NONE;
        for (var line : text.split("\n", 20)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers = headers.with(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        var message = MessageHeaders.read(headers, ByteString.EMPTY);
        holds(message.size() <= text.length() + 300, "more than came in");
        checkWritten(message);
    }

    private static void checkWritten(DeviceMessage message) {
        var command =
                new CommandMessage(
                        1,
                        HubClient.parse("d"),
                        "1",
                        new DeviceMessage(
                                message.system(),
                                Map.copyOf(message.application()),
                                ByteString.EMPTY),
                        FeedbackRequest.FULL,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        0);
        for (var field : MessageHeaders.write(new LockedCommand(LOCK, command)).fields()) {
            holds(NAME.matcher(field.name()).matches(), "not a header: " + field.name());
            holds(VALUE.matcher(field.value()).matches(), "not a value: " + field.value());
        }
    }

    private static final UUID LOCK = new UUID(1, 2);
}
