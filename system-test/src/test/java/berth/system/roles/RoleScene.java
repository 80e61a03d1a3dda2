package berth.system.roles;

import berth.cli.fleet.ClientTls;
import berth.cli.fleet.DeviceCredential;
import berth.cli.fleet.DeviceEndpoint;
import berth.cli.fleet.Endpoint;
import berth.cli.fleet.ServiceClient;
import berth.cli.fleet.client.Transport;
import berth.cli.fleet.connect.HubConnector;
import berth.cli.fleet.connect.ServiceCommands;
import berth.cli.fleet.hub.HubCaller;
import berth.cli.fleet.hub.HubChannel;
import berth.cli.fleet.hub.HubCommands;
import berth.cli.fleet.hub.HubOpening;
import berth.cli.fleet.stream.HttpsConnection;
import berth.cli.fleet.stream.Traffic;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.secret.Secret;
import berth.server.PemFiles;
import berth.server.dev.DevOptions;
import berth.server.dev.DevServer;
import berth.server.dev.Ready;
import berth.wire.json.JsonFields;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import javax.net.ssl.TrustManager;

/// A server with a hub whose devices are made through its REST API, and thin clients for all sides.
final class RoleScene implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String API_VERSION = "?api-version=2021-04-12";

    private final DevServer server;
    private final Ready.Hub hub;
    private final Endpoint endpoint;
    private final TrustManager[] trust;
    private final HubConnector connector;
    private final ServiceCommands commands;
    private final ServiceClient registry;
    private final Secret key = Secret.random(32, new SecureRandom());

    RoleScene(Path data) throws Exception {
        server = DevServer.start(DevOptions.defaults(data).withPorts(0, 0, 0));
        var ready = server.ready();
        var ports = ready.ports();
        var ca = List.of(PemFiles.certificate(ready.caCertificate()).certificate());
        hub = ready.hubs().getFirst();
        endpoint = new Endpoint(hub.hostName(), ports.https(), ca);
        trust = ClientTls.trusting(ca);
        var devices =
                new DeviceEndpoint(hub.hostName(), ports.https(), ports.mqtt(), ports.amqp(), ca);
        connector = new HubConnector(devices, trust);
        commands =
                new ServiceCommands(devices, trust, Map.of(hub.hostName(), hub.connectionString()));
        registry = service();
    }

    private ServiceClient service() throws Exception {
        return ServiceClient.open(
                endpoint,
                ClientTls.anonymous(trust),
                hub.connectionString(),
                InstantSource.system());
    }

    String hub() {
        return hub.hostName();
    }

    HubCommands commands() {
        return commands;
    }

    /// Asks the hub's REST API. One request at a time.
    synchronized HttpsConnection.Reply call(String method, String path, String body)
            throws Exception {
        return registry.call(method, path + API_VERSION, JsonText.parse(body, JsonLimits.DEFAULT));
    }

    /// The same, where it has to succeed.
    private JsonObject done(String method, String path, String body) throws Exception {
        var reply = call(method, path, body);
        if (reply.status() >= 300) {
            throw new AssertionError(
                    "%s %s: %d %s".formatted(method, path, reply.status(), reply.body()));
        }
        return JsonFields.object(JsonText.parse(reply.body(), JsonLimits.DEFAULT));
    }

    void defineRole(String name, String role) throws Exception {
        done("PUT", "/roles/" + name, role);
    }

    /// Makes a device.
    ///
    /// @param role for its tag, or null
    /// @param gateway whose child it is, or null
    void device(String id, @Nullable String role, @Nullable String gateway) throws Exception {
        var scope =
                gateway == null
                        ? ""
                        : ",\"deviceScope\":\"ms-azure-iot-edge://%s-%s\""
                                .formatted(
                                        gateway,
                                        JsonFields.requiredText(
                                                done("GET", "/devices/" + gateway, "{}"),
                                                "generationId"));
        done(
                "PUT",
                "/devices/" + id,
                """
                {"deviceId":"%s","authentication":{"type":"sas","symmetricKey":\
                {"primaryKey":"%s","secondaryKey":"%s"}}%s}\
                """
                        .formatted(id, key.revealBase64(), key.revealBase64(), scope));
        if (role != null) {
            role(id, role);
        }
    }

    void role(String id, String role) throws Exception {
        var tag = JsonText.text(new JsonObject(Map.of("deviceRole", new JsonString(role))));
        done("PATCH", "/twins/" + id, "{\"tags\":" + tag + "}");
    }

    /// Sets a desired property.
    HttpsConnection.Reply set(String id, String property) throws Exception {
        return call(
                "PATCH",
                "/twins/" + id,
                "{\"properties\":{\"desired\":{\"%s\":1}}}".formatted(property));
    }

    HubChannel connect(String id, Transport transport) throws Exception {
        var caller =
                HubCaller.of(
                        hub(), id, new DeviceCredential.SymmetricKey(key), InstantSource.system());
        return switch (connector.open(caller, transport, PATIENCE, new Traffic())) {
            case HubOpening.Open(var channel) -> channel;
            case HubOpening.TurnedAway(var reason) ->
                    throw new AssertionError(id + " over " + transport + ": " + reason);
        };
    }

    @Override
    public void close() {
        registry.close();
        commands.close();
        server.close();
    }
}
