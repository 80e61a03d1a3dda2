package berth.hub.amqp;

import berth.core.hub.HubClient;
import berth.core.id.DeviceId;
import berth.core.id.ModuleId;
import berth.wire.uri.PercentEncoding;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a link is about. Words are compared without case, identifiers with it; identifiers may be
/// URL-encoded. Source: iot-hub-protocol, sections 3.2, 3.3, 6.1 and 6.2.
sealed interface NodeAddress {
    record Cbs() implements NodeAddress {}

    record Telemetry(HubClient client) implements NodeAddress {}

    record Commands(HubClient client) implements NodeAddress {}

    record Methods(HubClient client) implements NodeAddress {}

    record Twin(HubClient client) implements NodeAddress {}

    /// Applications send cloud-to-device messages.
    record SendCommands() implements NodeAddress {}

    record Feedback() implements NodeAddress {}

    record FileNotifications() implements NodeAddress {}

    /// Perhaps somebody else's.
    record Other() implements NodeAddress {}

    /// A client and the words after it, in lower case.
    record Of(HubClient client, String rest) {}

    Pattern AUTHORITY = Pattern.compile("(?i)(?:amqps?|sb|https?)://[^/]*");

    static NodeAddress parse(String address) {
        var path = path(address);
        return switch (path.toLowerCase(Locale.ROOT)) {
            case "$cbs" -> new Cbs();
            case "messages/devicebound" -> new SendCommands();
            case "messages/servicebound/feedback" -> new Feedback();
            case "messages/servicebound/filenotifications" -> new FileNotifications();
            default -> client(path).map(NodeAddress::of).orElseGet(Other::new);
        };
    }

    private static NodeAddress of(Of named) {
        return switch (named.rest()) {
            case "messages/events" -> new Telemetry(named.client());
            case "messages/devicebound" -> new Commands(named.client());
            case "methods/devicebound" -> new Methods(named.client());
            case "twin" -> new Twin(named.client());
            default -> new Other();
        };
    }

    /// Without scheme, host and the slashes around.
    static String path(String address) {
        var url = AUTHORITY.matcher(address);
        var path = url.lookingAt() ? address.substring(url.end()) : address;
        int from = path.startsWith("/") ? 1 : 0;
        int to = path.length() - (path.length() > from && path.endsWith("/") ? 1 : 0);
        return path.substring(from, to);
    }

    /// `devices/{id}[/modules/{id}][/…]`.
    static Optional<Of> client(String path) {
        var parts = List.of(path.split("/", -1));
        if (parts.size() < 2 || !parts.getFirst().equalsIgnoreCase("devices")) {
            return Optional.empty();
        }
        boolean module = parts.size() >= 4 && parts.get(2).equalsIgnoreCase("modules");
        var rest = parts.subList(module ? 4 : 2, parts.size());
        return client(parts.get(1), module ? parts.get(3) : null)
                .map(client -> new Of(client, String.join("/", rest).toLowerCase(Locale.ROOT)));
    }

    private static Optional<HubClient> client(String device, @Nullable String module) {
        try {
            var deviceId = new DeviceId(decoded(device));
            return Optional.of(
                    module == null
                            ? HubClient.device(deviceId)
                            : HubClient.module(deviceId, new ModuleId(decoded(module))));
        } catch (IllegalArgumentException _) {
            // The answer is that it names nobody.
            return Optional.empty();
        }
    }

    private static String decoded(String id) {
        return PercentEncoding.decodeLeniently(id).orElse(id);
    }
}
