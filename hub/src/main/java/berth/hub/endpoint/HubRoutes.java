package berth.hub.endpoint;

import berth.core.hub.HubClient;
import berth.core.hub.role.RoleName;
import berth.core.id.DeviceId;
import berth.core.id.ModuleId;
import berth.net.http.HttpRequest;
import berth.wire.uri.PercentEncoding;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Reads methods and paths.
///
/// ```text
/// /devices                                        GET POST
/// /devices/query                                  POST
/// /devices/{id}                                   GET PUT DELETE
/// /devices/{id}/modules                           GET
/// /devices/{id}/modules/{id}                      GET PUT DELETE
/// /devices/{id}[/modules/{id}]/commands           DELETE
/// /devices/{id}[/modules/{id}]/messages…, files…  the device's own
/// /statistics/devices, /statistics/service        GET
/// /twins/{id}[/modules/{id}]                      GET PATCH PUT
/// /twins/{id}[/modules/{id}]/methods              POST
/// /messages/servicebound/feedback                 GET
/// /messages/servicebound/feedback/{lock}          DELETE
/// /messages/servicebound/feedback/{lock}/abandon  POST
/// /roles, /eventSubscriptions                     GET               ours
/// /roles/{name}, /eventSubscriptions/{name}       GET PUT DELETE    ours
/// ```
///
/// A path may end in a stray slash, and PATCH may come as POST with `X-HTTP-Method-Override`. Words
/// are compared without case. Source: iot-hub-protocol, section 5.
final class HubRoutes {
    private final String method;
    private final List<String> segments;

    private HubRoutes(String method, List<String> segments) {
        this.method = method;
        this.segments = segments;
    }

    static HubRoute of(HttpRequest request) {
        var decoded = segments(request.path());
        if (decoded.isEmpty()) {
            return new HubRoute.Bad("The path is not percent-encoded UTF-8");
        }
        if (decoded.get().isEmpty()) {
            return new HubRoute.Unknown();
        }
        return new HubRoutes(method(request), decoded.get()).route(request.query());
    }

    private HubRoute route(String query) {
        return switch (word(0)) {
            case "devices" -> devices(query);
            case "twins" -> twins();
            case "statistics" -> statistics();
            case "messages" -> messages();
            case "roles" -> roles();
            case "eventsubscriptions" -> subscriptions();
            case "digitaltwins" -> new HubRoute.NotOffered(Feature.DIGITAL_TWINS);
            case "jobs" -> new HubRoute.NotOffered(Feature.JOBS);
            case "configurations" -> new HubRoute.NotOffered(Feature.CONFIGURATIONS);
            default -> new HubRoute.Unknown();
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

    private HubRoute devices(String query) {
        return switch (segments.size()) {
            case 1 ->
                    switch (method) {
                        case "GET" -> list(query);
                        case "POST" -> new HubRoute.BulkDevices();
                        default -> new HubRoute.WrongMethod("GET, POST");
                    };
            case 2 -> device();
            default ->
                    switch (word(2)) {
                        case "modules" -> modules();
                        case "commands", "messages", "files", "applyconfigurationcontent" ->
                                deviceClient(2, this::below);
                        default -> new HubRoute.Unknown();
                    };
        };
    }

    private HubRoute device() {
        if (method.equals("POST") && word(1).equals("query")) {
            return new HubRoute.QueryTwins();
        }
        return switch (method) {
            case "GET" -> device(HubRoute.GetDevice::new);
            case "PUT" -> device(HubRoute.PutDevice::new);
            case "DELETE" -> device(HubRoute.DeleteDevice::new);
            default -> new HubRoute.WrongMethod("GET, PUT, DELETE");
        };
    }

    private HubRoute modules() {
        return switch (segments.size()) {
            case 3 ->
                    method.equals("GET")
                            ? device(HubRoute.ListModules::new)
                            : new HubRoute.WrongMethod("GET");
            case 4 ->
                    switch (method) {
                        case "GET" -> module(HubRoute.GetModule::new);
                        case "PUT" -> module(HubRoute.PutModule::new);
                        case "DELETE" -> module(HubRoute.DeleteModule::new);
                        default -> new HubRoute.WrongMethod("GET, PUT, DELETE");
                    };
            default -> module(client -> below(client, 4));
        };
    }

    /// What comes below a device or a module in the registry's tree, from segment `at` on.
    private HubRoute below(HubClient client, int at) {
        return switch (word(at)) {
            case "commands" ->
                    segments.size() > at + 1
                            ? new HubRoute.Unknown()
                            : method.equals("DELETE")
                                    ? new HubRoute.PurgeCommands(client)
                                    : new HubRoute.WrongMethod("DELETE");
            case "messages", "files" ->
                    new HubRoute.DeviceSide(client, segments.subList(at, segments.size()));
            case "applyconfigurationcontent" -> new HubRoute.NotOffered(Feature.CONFIGURATIONS);
            default -> new HubRoute.Unknown();
        };
    }

    private HubRoute twins() {
        boolean module = segments.size() > 3 && word(2).equals("modules");
        return switch (segments.size()) {
            case 2 ->
                    switch (method) {
                        case "GET" -> device(HubRoute.GetTwin::new);
                        case "PATCH" -> device(HubRoute.PatchTwin::new);
                        case "PUT" -> device(HubRoute.ReplaceTwin::new);
                        default -> new HubRoute.WrongMethod("GET, PATCH, PUT");
                    };
            case 3 ->
                    word(2).equals("methods")
                            ? deviceClient(2, this::method)
                            : new HubRoute.Unknown();
            case 4 -> module ? moduleTwin() : new HubRoute.Unknown();
            case 5 -> module ? module(client -> method(client, 4)) : new HubRoute.Unknown();
            default -> new HubRoute.Unknown();
        };
    }

    private HubRoute moduleTwin() {
        return switch (method) {
            case "GET" -> module(HubRoute.GetModuleTwin::new);
            case "PATCH" -> module(HubRoute.PatchModuleTwin::new);
            case "PUT" -> module(HubRoute.ReplaceModuleTwin::new);
            default -> new HubRoute.WrongMethod("GET, PATCH, PUT");
        };
    }

    private HubRoute method(HubClient client, int at) {
        if (!word(at).equals("methods")) {
            return new HubRoute.Unknown();
        }
        return method.equals("POST")
                ? new HubRoute.InvokeMethod(client)
                : new HubRoute.WrongMethod("POST");
    }

    private HubRoute statistics() {
        if (segments.size() != 2) {
            return new HubRoute.Unknown();
        }
        return switch (word(1)) {
            case "devices" -> get(new HubRoute.DeviceStatistics());
            case "service" -> get(new HubRoute.ServiceStatistics());
            default -> new HubRoute.Unknown();
        };
    }

    private HubRoute messages() {
        if (segments.size() < 2 || !word(1).equals("servicebound")) {
            return new HubRoute.NotOffered(Feature.COMMANDS_BY_HTTPS);
        }
        if (segments.size() > 2 && word(2).equals("filenotifications")) {
            return new HubRoute.NotOffered(Feature.FILE_UPLOAD);
        }
        if (segments.size() < 3 || !word(2).equals("feedback")) {
            return new HubRoute.Unknown();
        }
        return switch (segments.size()) {
            case 3 -> get(new HubRoute.ReceiveFeedback());
            case 4 ->
                    method.equals("DELETE")
                            ? new HubRoute.CompleteFeedback(lock())
                            : new HubRoute.WrongMethod("DELETE");
            case 5 ->
                    !word(4).equals("abandon")
                            ? new HubRoute.Unknown()
                            : method.equals("POST")
                                    ? new HubRoute.AbandonFeedback(lock())
                                    : new HubRoute.WrongMethod("POST");
            default -> new HubRoute.Unknown();
        };
    }

    private Optional<UUID> lock() {
        try {
            return Optional.of(UUID.fromString(segments.get(3)));
        } catch (IllegalArgumentException _) {
            // Nothing we ever gave away, so nothing that is locked.
            return Optional.empty();
        }
    }

    private HubRoute roles() {
        return switch (segments.size()) {
            case 1 -> get(new HubRoute.ListRoles());
            case 2 ->
                    switch (method) {
                        case "GET" -> role(HubRoute.GetRole::new);
                        case "PUT" -> role(HubRoute.PutRole::new);
                        case "DELETE" -> role(HubRoute.DeleteRole::new);
                        default -> new HubRoute.WrongMethod("GET, PUT, DELETE");
                    };
            default -> new HubRoute.Unknown();
        };
    }

    private HubRoute role(Function<RoleName, HubRoute> route) {
        try {
            return route.apply(new RoleName(segments.get(1)));
        } catch (IllegalArgumentException e) {
            return new HubRoute.Bad("The path holds no role: " + e.getMessage());
        }
    }

    private HubRoute subscriptions() {
        return switch (segments.size()) {
            case 1 -> get(new HubRoute.ListSubscriptions());
            case 2 ->
                    switch (method) {
                        case "GET" -> new HubRoute.GetSubscription(segments.get(1));
                        case "PUT" -> new HubRoute.PutSubscription(segments.get(1));
                        case "DELETE" -> new HubRoute.DeleteSubscription(segments.get(1));
                        default -> new HubRoute.WrongMethod("GET, PUT, DELETE");
                    };
            default -> new HubRoute.Unknown();
        };
    }

    private HubRoute get(HubRoute route) {
        return method.equals("GET") ? route : new HubRoute.WrongMethod("GET");
    }

    private static HubRoute list(String query) {
        for (var parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0 && parameter.substring(0, equals).equalsIgnoreCase("top")) {
                return top(parameter.substring(equals + 1));
            }
        }
        return new HubRoute.ListDevices(HubRoute.TOP_MAX);
    }

    private static HubRoute top(String text) {
        boolean fits = text.matches("[0-9]{1,4}");
        int top = fits ? Integer.parseInt(text) : 0;
        return top < 1 || top > HubRoute.TOP_MAX
                ? new HubRoute.Bad("top must be a number from 1 to " + HubRoute.TOP_MAX)
                : new HubRoute.ListDevices(top);
    }

    private HubRoute device(Function<DeviceId, HubRoute> route) {
        try {
            return route.apply(new DeviceId(segments.get(1)));
        } catch (IllegalArgumentException _) {
            // Said without repeating what may be anything.
            return new HubRoute.Bad("The path holds no valid device ID");
        }
    }

    /// What comes below a client, from a segment on.
    private interface Below {
        HubRoute of(HubClient client, int at);
    }

    private HubRoute deviceClient(int at, Below below) {
        return device(deviceId -> below.of(HubClient.device(deviceId), at));
    }

    private HubRoute module(Function<HubClient, HubRoute> route) {
        return device(
                deviceId -> {
                    try {
                        return route.apply(
                                HubClient.module(deviceId, new ModuleId(segments.get(3))));
                    } catch (IllegalArgumentException _) {
                        // Said without repeating what may be anything.
                        return new HubRoute.Bad("The path holds no valid module ID");
                    }
                });
    }

    private String word(int at) {
        return segments.get(at).toLowerCase(Locale.ROOT);
    }
}
