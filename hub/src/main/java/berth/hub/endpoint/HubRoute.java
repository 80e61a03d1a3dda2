package berth.hub.endpoint;

import berth.core.access.HubRight;
import berth.core.id.DeviceId;
import berth.net.http.HttpRequest;
import berth.wire.uri.PercentEncoding;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a request asks for, by method and path.
///
/// ```text
/// /devices                 GET POST
/// /devices/{id}            GET PUT DELETE
/// /statistics/devices      GET
/// /statistics/service      GET
/// /twins/{id}              GET PATCH PUT
/// ```
///
/// A path may end in a stray slash, and PATCH may come as POST with `X-HTTP-Method-Override`.
/// Source: iot-hub-protocol, section 5.
sealed interface HubRoute {
    int TOP_MAX = 1000;

    /// Something this hub does.
    sealed interface Operation extends HubRoute {
        /// The rights of which one is enough. Source: iot-hub-protocol, section 1.3.
        default List<HubRight> rights() {
            return switch (this) {
                case GetDevice _, ListDevices _, DeviceStatistics _ ->
                        List.of(HubRight.REGISTRY_READ, HubRight.REGISTRY_WRITE);
                case PutDevice _, DeleteDevice _, BulkDevices _ -> List.of(HubRight.REGISTRY_WRITE);
                case ServiceStatistics _ ->
                        List.of(HubRight.SERVICE_CONNECT, HubRight.REGISTRY_READ);
                case GetTwin _, PatchTwin _, ReplaceTwin _ -> List.of(HubRight.SERVICE_CONNECT);
            };
        }
    }

    record GetDevice(DeviceId deviceId) implements Operation {}

    record PutDevice(DeviceId deviceId) implements Operation {}

    record DeleteDevice(DeviceId deviceId) implements Operation {}

    record ListDevices(int top) implements Operation {}

    record BulkDevices() implements Operation {}

    record DeviceStatistics() implements Operation {}

    record ServiceStatistics() implements Operation {}

    record GetTwin(DeviceId deviceId) implements Operation {}

    record PatchTwin(DeviceId deviceId) implements Operation {}

    record ReplaceTwin(DeviceId deviceId) implements Operation {}

    /// Something a real hub does and this one does not.
    record NotOffered(Feature feature) implements HubRoute {}

    /// A known path, but not with this method.
    record WrongMethod(String allowed) implements HubRoute {}

    /// Nothing that any hub has.
    record Unknown() implements HubRoute {}

    /// A known path with something impossible in it.
    record Bad(String message) implements HubRoute {}

    static HubRoute of(HttpRequest request) {
        var decoded = segments(request.path());
        if (decoded.isEmpty()) {
            return new Bad("The path is not percent-encoded UTF-8");
        }
        var segments = decoded.get();
        if (segments.isEmpty()) {
            return new Unknown();
        }
        var method = method(request);
        return switch (segments.getFirst().toLowerCase(Locale.ROOT)) {
            case "devices" -> devices(method, segments, request.query());
            case "twins" -> twins(method, segments);
            case "statistics" -> statistics(method, segments);
            case "digitaltwins" -> new NotOffered(Feature.DIGITAL_TWINS);
            case "jobs" -> new NotOffered(Feature.JOBS);
            case "configurations" -> new NotOffered(Feature.CONFIGURATIONS);
            case "messages" -> new NotOffered(Feature.CLOUD_TO_DEVICE);
            default -> new Unknown();
        };
    }

    /// The path's segments, decoded, without the stray slash at the end. Empty if it cannot be
    /// decoded.
    static Optional<List<String>> segments(String path) {
        var segments = new ArrayList<String>();
        for (var segment : path.substring(Math.min(1, path.length())).split("/", -1)) {
            var decoded = PercentEncoding.decode(segment);
            if (decoded.isEmpty()) {
                return Optional.empty();
            }
            segments.add(decoded.get());
        }
        if (segments.getLast().isEmpty()) {
            segments.removeLast();
        }
        return Optional.of(List.copyOf(segments));
    }

    private static String method(HttpRequest request) {
        var override = request.headers().first("X-HTTP-Method-Override").orElse("");
        return request.method().equals("POST") && override.strip().equalsIgnoreCase("PATCH")
                ? "PATCH"
                : request.method();
    }

    private static HubRoute devices(String method, List<String> segments, String query) {
        return switch (segments.size()) {
            case 1 ->
                    switch (method) {
                        case "GET" -> list(query);
                        case "POST" -> new BulkDevices();
                        default -> new WrongMethod("GET, POST");
                    };
            case 2 -> device(method, segments.get(1));
            default -> belowDevice(segments.get(2));
        };
    }

    private static HubRoute device(String method, String id) {
        if (method.equals("POST") && id.equalsIgnoreCase("query")) {
            return new NotOffered(Feature.QUERIES);
        }
        return switch (method) {
            case "GET" -> deviceId(id).<HubRoute>map(GetDevice::new).orElseGet(HubRoute::badId);
            case "PUT" -> deviceId(id).<HubRoute>map(PutDevice::new).orElseGet(HubRoute::badId);
            case "DELETE" ->
                    deviceId(id).<HubRoute>map(DeleteDevice::new).orElseGet(HubRoute::badId);
            default -> new WrongMethod("GET, PUT, DELETE");
        };
    }

    private static HubRoute belowDevice(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "modules" -> new NotOffered(Feature.MODULES);
            case "commands" -> new NotOffered(Feature.CLOUD_TO_DEVICE);
            case "applyconfigurationcontent" -> new NotOffered(Feature.CONFIGURATIONS);
            case "messages", "files" -> new NotOffered(Feature.DEVICE_SURFACE);
            default -> new Unknown();
        };
    }

    private static HubRoute twins(String method, List<String> segments) {
        return switch (segments.size()) {
            case 1 -> new Unknown();
            case 2 -> twin(method, segments.get(1));
            default ->
                    switch (segments.get(2).toLowerCase(Locale.ROOT)) {
                        case "methods" -> new NotOffered(Feature.DIRECT_METHODS);
                        case "modules" -> new NotOffered(Feature.MODULES);
                        default -> new Unknown();
                    };
        };
    }

    private static HubRoute twin(String method, String id) {
        return switch (method) {
            case "GET" -> deviceId(id).<HubRoute>map(GetTwin::new).orElseGet(HubRoute::badId);
            case "PATCH" -> deviceId(id).<HubRoute>map(PatchTwin::new).orElseGet(HubRoute::badId);
            case "PUT" -> deviceId(id).<HubRoute>map(ReplaceTwin::new).orElseGet(HubRoute::badId);
            default -> new WrongMethod("GET, PATCH, PUT");
        };
    }

    private static HubRoute statistics(String method, List<String> segments) {
        var word = segments.size() == 2 ? segments.get(1).toLowerCase(Locale.ROOT) : "";
        return switch (word) {
            case "devices" ->
                    method.equals("GET") ? new DeviceStatistics() : new WrongMethod("GET");
            case "service" ->
                    method.equals("GET") ? new ServiceStatistics() : new WrongMethod("GET");
            default -> new Unknown();
        };
    }

    private static HubRoute list(String query) {
        for (var parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0 && parameter.substring(0, equals).equalsIgnoreCase("top")) {
                return top(parameter.substring(equals + 1));
            }
        }
        return new ListDevices(TOP_MAX);
    }

    private static HubRoute top(String text) {
        boolean fits = text.matches("[0-9]{1,4}");
        int top = fits ? Integer.parseInt(text) : 0;
        return top < 1 || top > TOP_MAX
                ? new Bad("top must be a number from 1 to " + TOP_MAX)
                : new ListDevices(top);
    }

    private static Optional<DeviceId> deviceId(String text) {
        try {
            return Optional.of(new DeviceId(text));
        } catch (IllegalArgumentException _) {
            // Said by the caller, without repeating what may be anything.
            return Optional.empty();
        }
    }

    private static HubRoute badId() {
        return new Bad("The path holds no valid device ID");
    }
}
