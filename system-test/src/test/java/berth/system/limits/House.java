package berth.system.limits;

import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.secret.HmacSha256;
import berth.core.secret.Secret;
import berth.net.ConnectionCounts;
import berth.net.tls.TlsEngine;
import berth.server.Limits;
import berth.server.dev.DevOptions;
import berth.server.dev.DevServer;
import berth.server.dev.Ready;
import berth.system.RowCounts;
import berth.wire.sas.ConnectionStringText;
import berth.wire.sas.SasText;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A server in this JVM with limits of a test's choice, a group of devices with symmetric keys, and
/// its operator.
final class House implements AutoCloseable {
    static final String VERSION = "api-version=2021-06-01";
    static final String HOST = "127.0.0.1";

    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);

    private final Path data;
    private final DevServer server;
    private final Secret groupKey = Secret.random(64, new SecureRandom());
    private final Plug plug;

    private House(Path data, DevServer server) {
        this.data = data;
        this.server = server;
        this.plug = Plug.trusting(server.ready().caCertificate());
    }

    /// Starts with a group that every device of [#token] belongs to.
    static House start(Path data, Limits limits) throws IOException {
        return start(data, limits, TlsEngine.BORINGSSL);
    }

    static House start(Path data, Limits limits, TlsEngine engine) throws IOException {
        var host = new HostName(HOST);
        var hubs = new LinkedHashMap<String, HubHostName>();
        hubs.put("hub-1", new HubHostName("127.0.0.2"));
        hubs.put("hub-2", new HubHostName("127.0.0.3"));
        var options =
                DevOptions.defaults(data)
                        .withPorts(0, 0, 0)
                        .withHosts(host, host, hubs)
                        .withBind(List.of(HOST))
                        .withTlsEngine(engine)
                        .withLimits(limits);
        var house = new House(data, DevServer.start(options));
        house.enrollGroup();
        return house;
    }

    private void enrollGroup() throws IOException {
        write("", "");
    }

    /// The group's devices go where this function says.
    void allocateBy(String functionUrl) throws IOException {
        write(
                "*",
                """
                , "allocationPolicy": "custom",
                "customAllocationDefinition": {"webhookUrl": "%s", "apiVersion": "2021-10-01"}\
                """
                        .formatted(functionUrl));
    }

    private void write(String match, String more) throws IOException {
        var body =
                """
                {"attestation": {"type": "symmetricKey",
                 "symmetricKey": {"primaryKey": "%1$s", "secondaryKey": "%1$s"}}%2$s}\
                """
                        .formatted(groupKey.revealBase64(), more);
        var reply = replace("/enrollmentGroups/fleet", match, body);
        if (reply.status() != 200) {
            throw new AssertionError(reply.toString());
        }
    }

    Ready ready() {
        return server.ready();
    }

    String scope() {
        return ready().idScope();
    }

    int httpsPort() {
        return ready().ports().https();
    }

    int mqttPort() {
        return ready().ports().mqtt();
    }

    int amqpPort() {
        return ready().ports().amqp();
    }

    ConnectionCounts connections() {
        return server.connections();
    }

    /// Connections from this machine's usual address, without a client certificate.
    Plug plug() {
        return plug;
    }

    /// What is stored, counted from outside.
    RowCounts rows() {
        return RowCounts.of(data);
    }

    /// The file that everything is in.
    Path database() {
        return data.resolve("berth.db");
    }

    /// A service operation on a connection of its own.
    HttpTalk.Reply operate(String method, String path, String body) throws IOException {
        try (var talk = new HttpTalk(plug.tls(httpsPort()))) {
            return operate(talk, method, path, body);
        }
    }

    HttpTalk.Reply operate(HttpTalk talk, String method, String path, String body)
            throws IOException {
        return talk.ask(method, path + "?" + VERSION, Map.of("Authorization", ownerToken()), body);
    }

    /// Writes what must be new, or anything if `match` is a star.
    HttpTalk.Reply replace(String path, String match, String body) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Authorization", ownerToken());
        if (!match.isEmpty()) {
            headers.put("If-Match", match);
        }
        try (var talk = new HttpTalk(plug.tls(httpsPort()))) {
            return talk.ask("PUT", path + "?" + VERSION, headers, body);
        }
    }

    String ownerToken() {
        var owner = ConnectionStringText.parse(ready().serviceConnectionString());
        return SasText.forPolicy(
                owner.host(),
                owner.policyName(),
                Objects.requireNonNull(owner.key()),
                Instant.now().plus(TOKEN_LIFE));
    }

    /// The token of a device of the group.
    String token(String id) {
        var key = Secret.of(HmacSha256.of(groupKey, id.getBytes(StandardCharsets.UTF_8)));
        return SasText.forRegistration(
                new IdScope(scope()), id, key, Instant.now().plus(TOKEN_LIFE));
    }

    /// A token that opens nothing.
    String wrongToken(String id) {
        return SasText.forRegistration(
                new IdScope(scope()),
                id,
                Secret.random(32, new SecureRandom()),
                Instant.now().plus(TOKEN_LIFE));
    }

    @Override
    public void close() {
        server.close();
    }
}
