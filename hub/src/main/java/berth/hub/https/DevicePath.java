package berth.hub.https;

import berth.net.http.HttpRequest;
import berth.wire.uri.PercentEncoding;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// What a device asks for, by method and the path below its name.
///
/// ```text
/// messages/events                          POST
/// messages/devicebound                     GET
/// messages/devicebound/{lock}              DELETE
/// messages/devicebound/{lock}/abandon      POST
/// files, files/notifications[/{id}]        POST
/// ```
///
/// Words are compared without case. Source: iot-hub-protocol, sections 4.2 to 4.4.
sealed interface DevicePath {
    record Send() implements DevicePath {}

    record Receive() implements DevicePath {}

    record Complete(Optional<UUID> lock) implements DevicePath {}

    record Reject(Optional<UUID> lock) implements DevicePath {}

    record Abandon(Optional<UUID> lock) implements DevicePath {}

    record FileUpload() implements DevicePath {}

    record WrongMethod(String allowed) implements DevicePath {}

    record Unknown() implements DevicePath {}

    /// @param below the path's segments below the device's or module's name, decoded
    static DevicePath of(List<String> below, HttpRequest request) {
        var words = below.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        if (words.getFirst().equals("files")) {
            return only("POST", request, new FileUpload());
        }
        boolean messages = words.size() > 1 && words.getFirst().equals("messages");
        if (messages && words.get(1).equals("events") && words.size() == 2) {
            return only("POST", request, new Send());
        }
        return messages && words.get(1).equals("devicebound")
                ? deviceBound(below, request)
                : new Unknown();
    }

    private static DevicePath deviceBound(List<String> below, HttpRequest request) {
        return switch (below.size()) {
            case 2 -> only("GET", request, new Receive());
            case 3 -> {
                var lock = lock(below.get(2));
                yield only(
                        "DELETE",
                        request,
                        rejects(request.query()) ? new Reject(lock) : new Complete(lock));
            }
            case 4 ->
                    below.get(3).equalsIgnoreCase("abandon")
                            ? only("POST", request, new Abandon(lock(below.get(2))))
                            : new Unknown();
            default -> new Unknown();
        };
    }

    private static DevicePath only(String method, HttpRequest request, DevicePath path) {
        return request.method().equals(method) ? path : new WrongMethod(method);
    }

    /// One client says `reject`, another `?reject=true` with the question mark encoded.
    private static boolean rejects(String query) {
        for (var item : query.split("&", -1)) {
            int equals = item.indexOf('=');
            var name =
                    PercentEncoding.decodeLeniently(equals < 0 ? item : item.substring(0, equals));
            if (name.filter(text -> text.equals("reject") || text.equals("?reject")).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /// Empty for what cannot be a lock of ours, and so is lost.
    private static Optional<UUID> lock(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
