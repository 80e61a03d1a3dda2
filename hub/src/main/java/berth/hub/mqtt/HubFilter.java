package berth.hub.mqtt;

import berth.core.hub.HubClient;
import berth.core.id.DeviceId;
import berth.hub.live.Feature;

import java.util.Optional;
import java.util.Set;

/// What a client may want to listen to:
///
/// ```text
/// devices/{device}[/modules/{module}]/messages/devicebound/#
/// devices/{device}/modules/{module}/#
/// devices/{device}/modules/{module}/inputs/#
/// $iothub/methods/POST/#
/// $iothub/twin/res/#
/// $iothub/twin/PATCH/properties/desired/#
/// ```
///
/// The last three with `devices/{child}/` before them are for a child of a gateway; that form is
/// ours. Source: iot-hub-protocol, section 2.1.
///
/// @param client for whom: the connection's own client, or one that it must be allowed to speak for
/// @param features what the hub is to send because of it; of twin responses and module inputs it
///   need not know
record HubFilter(HubClient client, Set<Feature> features) {

    /// Empty if it is nothing of ours.
    ///
    /// @param own whose connection it is
    static Optional<HubFilter> parse(String filter, HubClient own) {
        if (!filter.endsWith("/#")) {
            return Optional.empty();
        }
        var topics = filter.substring(0, filter.length() - 2);
        if (topics.indexOf('#') >= 0 || topics.indexOf('+') >= 0) {
            // Nor is there any topic for a device with such a name.
            return Optional.empty();
        }
        if (topics.startsWith(HubTopic.OWN)) {
            return requests(topics, own);
        }
        var before = own.path().substring(1);
        if (topics.equals(before) && own.isModule()) {
            return Optional.of(new HubFilter(own, Set.of(Feature.COMMANDS)));
        }
        if (topics.startsWith(before + "/")) {
            return messages(topics.substring(before.length() + 1), own);
        }
        return own.isModule() ? Optional.empty() : child(topics, own);
    }

    private static Optional<HubFilter> messages(String rest, HubClient client) {
        return switch (rest) {
            case "messages/devicebound" ->
                    Optional.of(new HubFilter(client, Set.of(Feature.COMMANDS)));
            case "inputs" ->
                    client.isModule()
                            ? Optional.of(new HubFilter(client, Set.of()))
                            : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<HubFilter> requests(String topics, HubClient client) {
        return switch (topics) {
            case "$iothub/methods/POST" ->
                    Optional.of(new HubFilter(client, Set.of(Feature.METHODS)));
            case "$iothub/twin/PATCH/properties/desired" ->
                    Optional.of(new HubFilter(client, Set.of(Feature.DESIRED)));
            case "$iothub/twin/res" -> Optional.of(new HubFilter(client, Set.of()));
            default -> Optional.empty();
        };
    }

    private static Optional<HubFilter> child(String topics, HubClient own) {
        var part = topics.split("/", 3);
        if (part.length < 3
                || !part[0].equals("devices")
                || part[1].equals(own.deviceId().value())) {
            return Optional.empty();
        }
        HubClient child;
        try {
            child = HubClient.device(new DeviceId(part[1]));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        return part[2].startsWith(HubTopic.OWN)
                ? requests(part[2], child)
                : messages(part[2], child);
    }
}
