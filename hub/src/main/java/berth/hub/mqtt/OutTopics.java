package berth.hub.mqtt;

import berth.core.hub.HubClient;
import berth.core.hub.message.CommandMessage;
import berth.hub.live.MethodCall;

/// Where a client is sent something, byte for byte as stock clients take it apart. Source:
/// iot-hub-protocol, section 2.1 (T3, T5, T9, T10), 2.5 to 2.7.
///
/// @param own whose connection it is; what is for a child has the child's name before it
record OutTopics(HubClient own) {
    String command(CommandMessage command) {
        return command.client().path().substring(1)
                + "/messages/devicebound/"
                + MessageBag.command(command).text();
    }

    String method(MethodCall call) {
        return before(call.client())
                + "$iothub/methods/POST/"
                + call.name()
                + "/?$rid="
                + call.id();
    }

    String desired(HubClient client, long version) {
        return before(client) + "$iothub/twin/PATCH/properties/desired/?$version=" + version;
    }

    String twinAnswer(HubClient client, int status, String rid) {
        return before(client) + "$iothub/twin/res/" + status + "/?$rid=" + rid;
    }

    String reported(HubClient client, String rid, long version) {
        return twinAnswer(client, 204, rid) + "&$version=" + version;
    }

    private String before(HubClient client) {
        return client.equals(own) ? "" : "devices/" + client.deviceId() + "/";
    }
}
