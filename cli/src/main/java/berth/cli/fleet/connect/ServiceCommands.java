package berth.cli.fleet.connect;

import berth.cli.fleet.ClientTls;
import berth.cli.fleet.DeviceEndpoint;
import berth.cli.fleet.Endpoint;
import berth.cli.fleet.ServiceClient;
import berth.cli.fleet.amqp.HubPost;
import berth.cli.fleet.client.Transport;
import berth.cli.fleet.hub.HubAnswer;
import berth.cli.fleet.hub.HubCommands;
import berth.cli.fleet.stream.TlsStream;
import berth.cli.fleet.stream.Traffic;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;
import berth.wire.uri.PercentEncoding;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// An application with the hubs' connection strings: methods over REST, messages over AMQP. Keeps
/// the connections it made for whoever needs one next; at most as many as there are callers at
/// once.
///
/// Source: iot-hub-protocol, sections 5.5 and 6.1.
public final class ServiceCommands implements HubCommands, AutoCloseable {
    private static final String API_VERSION = "?api-version=2021-04-12";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int RESPONSE_SECONDS = 10;

    /// How long a device that does not listen yet is waited for.
    private static final int CONNECT_SECONDS = 5;

    private final DeviceEndpoint endpoint;
    private final Map<String, String> connectionStrings;
    private final SSLContext tls;
    private final Map<String, Queue<ServiceClient>> clients = new ConcurrentHashMap<>();
    private final Map<String, Queue<HubPost>> posts = new ConcurrentHashMap<>();

    /// @param endpoint whose ports the hubs share; its host is not used
    /// @param connectionStrings of the hubs by host name, with the right ServiceConnect
    public ServiceCommands(
            DeviceEndpoint endpoint, TrustManager[] trust, Map<String, String> connectionStrings)
            throws GeneralSecurityException {
        this.endpoint = endpoint;
        this.connectionStrings = Map.copyOf(connectionStrings);
        this.tls = ClientTls.anonymous(trust);
    }

    @Override
    public HubAnswer invoke(String hub, String deviceId, String method, String payload)
            throws IOException {
        var idle = clients.computeIfAbsent(hub, _ -> new ConcurrentLinkedQueue<>());
        var client = idle.poll();
        if (client == null) {
            client = client(hub);
        }
        try {
            var target = "/twins/" + PercentEncoding.encode(deviceId) + "/methods" + API_VERSION;
            var reply = client.call("POST", target, call(method, payload));
            idle.add(client);
            return reply.status() < 300
                    ? new HubAnswer.Done(reply.body())
                    : new HubAnswer.Refused(reply.status(), reply.body());
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private static JsonObject call(String method, String payload) throws IOException {
        try {
            Map<String, JsonValue> members = new LinkedHashMap<>();
            members.put("methodName", new JsonString(method));
            members.put("payload", JsonText.parse(payload, JsonLimits.DEFAULT));
            members.put("responseTimeoutInSeconds", JsonNumber.of(RESPONSE_SECONDS));
            members.put("connectTimeoutInSeconds", JsonNumber.of(CONNECT_SECONDS));
            return new JsonObject(members);
        } catch (MalformedJson e) {
            throw new IOException("a payload that is not JSON", e);
        }
    }

    private ServiceClient client(String hub) throws IOException {
        return ServiceClient.open(
                new Endpoint(hub, endpoint.https(), endpoint.trusted()),
                tls,
                connectionString(hub),
                InstantSource.system());
    }

    @Override
    public HubAnswer send(String hub, String deviceId, String body) throws IOException {
        var idle = posts.computeIfAbsent(hub, _ -> new ConcurrentLinkedQueue<>());
        var post = idle.poll();
        if (post == null) {
            post = post(hub);
        }
        try {
            var answer = post.send(deviceId, body, TIMEOUT);
            if (answer instanceof HubAnswer.Done) {
                idle.add(post);
            } else {
                post.close(); // a link may be gone with it
            }
            return answer;
        } catch (IOException e) {
            post.close();
            throw e;
        }
    }

    private HubPost post(String hub) throws IOException {
        var stream =
                TlsStream.open(hub, endpoint.port(Transport.AMQP), tls, TIMEOUT, new Traffic());
        HubPost post = null;
        try {
            var token = ServiceClient.token(connectionString(hub), InstantSource.system());
            post = HubPost.over(stream, hub, token, TIMEOUT);
        } finally {
            if (post == null) {
                stream.close();
            }
        }
        return post;
    }

    private String connectionString(String hub) throws IOException {
        var text = connectionStrings.get(hub);
        if (text == null) {
            throw new IOException("no connection string of the hub " + hub);
        }
        return text;
    }

    @Override
    public void close() {
        clients.values().forEach(idle -> idle.forEach(ServiceClient::close));
        posts.values().forEach(idle -> idle.forEach(HubPost::close));
    }
}
