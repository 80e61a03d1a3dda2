package berth.cli.fleet.mqtt;

import berth.cli.fleet.hub.HubFeature;

import java.util.Optional;
import java.util.regex.Pattern;

/// The topics of a hub, from the client's side. A gateway uses those of its children on its own
/// connection: where a device's own topic has no device ID in it, a child's begins with
/// `devices/{child}/`.
///
/// Source: iot-hub-protocol, section 2.1.
///
/// @param own the connection's device
/// @param deviceId whose topics these are
record HubTopics(String own, String deviceId) {
    private static final String CHILD = "(?:devices/([^/]+)/)?";
    private static final Pattern ANSWER =
            Pattern.compile(CHILD + "\\$iothub/twin/res/([0-9]{3})/\\?\\$rid=([^&]*)(?:&.*)?");
    private static final Pattern METHOD =
            Pattern.compile(CHILD + "\\$iothub/methods/POST/([^/]+)/\\?\\$rid=([^&]*)");
    private static final Pattern DESIRED =
            Pattern.compile(
                    CHILD + "\\$iothub/twin/PATCH/properties/desired/\\?\\$version=([0-9]+)");
    private static final Pattern COMMAND =
            Pattern.compile("devices/([^/]+)/messages/devicebound/(.+)");

    /// What kind of topic the hub has published to.
    sealed interface Incoming {
        record Answer(int status, String requestId) implements Incoming {}

        record Method(String deviceId, String name, String id) implements Incoming {}

        record Desired(String deviceId) implements Incoming {}

        record Command(String deviceId) implements Incoming {}
    }

    private String prefix() {
        return deviceId.equals(own) ? "" : "devices/" + deviceId + "/";
    }

    String telemetry() {
        return "devices/" + deviceId + "/messages/events/";
    }

    String twinAnswers() {
        return prefix() + "$iothub/twin/res/#";
    }

    String twin(String requestId) {
        return prefix() + "$iothub/twin/GET/?$rid=" + requestId;
    }

    String report(String requestId) {
        return prefix() + "$iothub/twin/PATCH/properties/reported/?$rid=" + requestId;
    }

    String filter(HubFeature feature) {
        return switch (feature) {
            case METHODS -> prefix() + "$iothub/methods/POST/#";
            case COMMANDS -> "devices/" + deviceId + "/messages/devicebound/#";
            case DESIRED -> prefix() + "$iothub/twin/PATCH/properties/desired/#";
        };
    }

    String response(int status, String callId) {
        return prefix() + "$iothub/methods/res/%d/?$rid=%s".formatted(status, callId);
    }

    /// What a topic of the hub's says; empty if a stock client would not understand it.
    static Optional<Incoming> incoming(String own, String topic) {
        var answer = ANSWER.matcher(topic);
        if (answer.matches()) {
            return Optional.of(
                    new Incoming.Answer(Integer.parseInt(answer.group(2)), answer.group(3)));
        }
        var method = METHOD.matcher(topic);
        if (method.matches()) {
            var device = method.group(1) == null ? own : method.group(1);
            return Optional.of(new Incoming.Method(device, method.group(2), method.group(3)));
        }
        var desired = DESIRED.matcher(topic);
        if (desired.matches()) {
            return Optional.of(
                    new Incoming.Desired(desired.group(1) == null ? own : desired.group(1)));
        }
        var command = COMMAND.matcher(topic);
        return command.matches()
                ? Optional.of(new Incoming.Command(command.group(1)))
                : Optional.empty();
    }
}
