package berth.server.dev;

import berth.core.json.JsonArray;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// What a client needs to know about a running development service: the content of the ready file.
/// It holds connection strings, that is, keys; the file is readable by its owner only.
public record Ready(
        String idScope,
        String deviceHost,
        String serviceHost,
        String serviceConnectionString,
        Path caCertificate,
        List<Hub> hubs,
        Ports ports) {
    public Ready {
        hubs = List.copyOf(hubs);
    }

    /// One linked hub.
    public record Hub(String name, String hostName, String connectionString) {
        /// What Event Hubs clients read the hub's telemetry by, with the same policy. Source:
        /// iot-hub-protocol, section 6.3.
        public String eventHubConnectionString() {
            return connectionString.replace(
                            "HostName=" + hostName, "Endpoint=sb://" + hostName + "/")
                    + ";EntityPath="
                    + hostName.substring(0, hostName.indexOf('.'));
        }
    }

    /// The ports really listened on.
    public record Ports(int https, int mqtt, int amqp) {}

    public JsonObject json() {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("idScope", new JsonString(idScope));
        members.put("deviceHost", new JsonString(deviceHost));
        members.put("serviceHost", new JsonString(serviceHost));
        members.put("serviceConnectionString", new JsonString(serviceConnectionString));
        members.put("caCertificate", new JsonString(caCertificate.toString()));
        members.put("hubs", new JsonArray(hubs.stream().map(Ready::json).toList()));
        members.put("ports", json(ports));
        return new JsonObject(members);
    }

    /// Reads what [#json] wrote.
    ///
    /// @throws BadDocument when it is not a ready file
    public static Ready parse(JsonObject document) throws BadDocument {
        var hubs = new ArrayList<Hub>();
        for (var item : JsonFields.requiredArray(document, "hubs").items()) {
            var hub = JsonFields.object(item);
            hubs.add(
                    new Hub(
                            JsonFields.requiredText(hub, "name"),
                            JsonFields.requiredText(hub, "hostName"),
                            JsonFields.requiredText(hub, "connectionString")));
        }
        var ports = JsonFields.requiredObject(document, "ports");
        return new Ready(
                JsonFields.requiredText(document, "idScope"),
                JsonFields.requiredText(document, "deviceHost"),
                JsonFields.requiredText(document, "serviceHost"),
                JsonFields.requiredText(document, "serviceConnectionString"),
                Path.of(JsonFields.requiredText(document, "caCertificate")),
                hubs,
                new Ports(
                        Math.toIntExact(JsonFields.requiredLong(ports, "https")),
                        Math.toIntExact(JsonFields.requiredLong(ports, "mqtt")),
                        Math.toIntExact(JsonFields.requiredLong(ports, "amqp"))));
    }

    private static JsonValue json(Hub hub) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("name", new JsonString(hub.name()));
        members.put("hostName", new JsonString(hub.hostName()));
        members.put("connectionString", new JsonString(hub.connectionString()));
        members.put("eventHubConnectionString", new JsonString(hub.eventHubConnectionString()));
        return new JsonObject(members);
    }

    private static JsonValue json(Ports ports) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("https", JsonNumber.of(ports.https()));
        members.put("mqtt", JsonNumber.of(ports.mqtt()));
        members.put("amqp", JsonNumber.of(ports.amqp()));
        return new JsonObject(members);
    }
}
