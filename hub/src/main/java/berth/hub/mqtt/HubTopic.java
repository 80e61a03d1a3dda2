package berth.hub.mqtt;

import berth.core.hub.HubClient;
import berth.core.id.DeviceId;
import berth.core.id.ModuleId;
import berth.wire.uri.PercentEncoding;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a client sends something:
///
/// ```text
/// devices/{device}[/modules/{module}]/messages/events[/{bag}]
/// $iothub/methods/res/{status}/?$rid={rid}
/// $iothub/twin/GET/?$rid={rid}
/// $iothub/twin/PATCH/properties/reported/?$rid={rid}[&$version={version}]
/// ```
///
/// The last three with `devices/{child}/` before them are said for a child of a gateway; that form
/// is ours. Of a client's own name either spelling is understood, plain or percent-encoded.
///
/// Source: iot-hub-protocol, section 2.1 (T1, T2, T6, T7, T8).
sealed interface HubTopic {
    /// For whom something is said: the connection's own client, or one that it must be allowed to
    /// speak for.
    HubClient client();

    record Telemetry(HubClient client, PropertyBag bag) implements HubTopic {}

    /// @param rid as the client wrote it, to be repeated byte for byte
    record TwinGet(HubClient client, String rid) implements HubTopic {}

    /// @param version as the client wrote it, or null
    record Report(HubClient client, String rid, @Nullable String version) implements HubTopic {}

    record MethodResponse(HubClient client, int status, String rid) implements HubTopic {}

    String OWN = "$iothub/";

    /// The longest request ID that is repeated, in characters.
    int RID_MAX = 1_024;

    Pattern STATUS = Pattern.compile("[+-]?[0-9]{1,9}");

    /// Empty if it is nowhere of ours.
    ///
    /// @param own whose connection it is
    static Optional<HubTopic> parse(String topic, HubClient own) {
        if (topic.startsWith(OWN)) {
            return request(topic.substring(OWN.length()), own);
        }
        var part = topic.split("/", 4);
        if (part.length < 3 || !part[0].equals("devices")) {
            return Optional.empty();
        }
        if (part[2].equals("modules") && part.length == 4) {
            var behind = part[3].split("/", 2);
            return behind.length == 2 && isModule(own, part[1], behind[0])
                    ? telemetry(own, behind[1])
                    : Optional.empty();
        }
        var rest = part.length == 4 ? part[2] + "/" + part[3] : part[2];
        var device = device(part[1], own);
        if (rest.startsWith(OWN)) {
            // One's own name before it is not a form anybody knows.
            return device.filter(one -> !one.equals(own))
                    .flatMap(one -> request(rest.substring(OWN.length()), one));
        }
        return device.flatMap(one -> telemetry(one, rest));
    }

    private static Optional<HubTopic> telemetry(HubClient client, String rest) {
        var events = "messages/events";
        if (rest.equals(events)) {
            return Optional.of(new Telemetry(client, PropertyBag.EMPTY));
        }
        return rest.startsWith(events + "/")
                ? Optional.of(
                        new Telemetry(
                                client, PropertyBag.parse(rest.substring(events.length() + 1))))
                : Optional.empty();
    }

    private static Optional<HubTopic> request(String path, HubClient client) {
        int mark = path.indexOf("/?");
        if (mark < 0) {
            return Optional.empty();
        }
        var query = path.substring(mark + 2);
        var rid = first(query, "$rid");
        if (rid.isEmpty() || rid.get().length() > RID_MAX) {
            return Optional.empty();
        }
        var before = path.substring(0, mark);
        var answers = "methods/res/";
        return switch (before) {
            case "twin/GET" -> Optional.of(new TwinGet(client, rid.get()));
            case "twin/PATCH/properties/reported" ->
                    Optional.of(
                            new Report(client, rid.get(), first(query, "$version").orElse(null)));
            default ->
                    before.startsWith(answers)
                            ? response(client, before.substring(answers.length()), rid.get())
                            : Optional.empty();
        };
    }

    private static Optional<HubTopic> response(HubClient client, String status, String rid) {
        return STATUS.matcher(status).matches()
                ? Optional.of(new MethodResponse(client, Integer.parseInt(status), rid))
                : Optional.empty();
    }

    private static Optional<HubClient> device(String text, HubClient own) {
        if (own.isModule()) {
            // It speaks for nobody else.
            return Optional.empty();
        }
        if (same(text, own.deviceId().value())) {
            return Optional.of(own);
        }
        try {
            return Optional.of(HubClient.device(new DeviceId(text)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean isModule(HubClient own, String device, String module) {
        ModuleId name = own.moduleId();
        return name != null && same(device, own.deviceId().value()) && same(module, name.value());
    }

    private static boolean same(String text, String name) {
        return text.equals(name) || PercentEncoding.decode(text).filter(name::equals).isPresent();
    }

    private static Optional<String> first(String query, String name) {
        return Arrays.stream(query.split("&", -1))
                .filter(item -> item.startsWith(name + "="))
                .map(item -> item.substring(name.length() + 1))
                .findFirst();
    }
}
