package berth.cli.load;

import berth.cli.fleet.ClientTls;
import berth.cli.fleet.DeviceCredential;
import berth.cli.fleet.DeviceEndpoint;
import berth.cli.fleet.Endpoint;
import berth.cli.fleet.ServiceClient;
import berth.cli.fleet.client.Transport;
import berth.cli.fleet.connect.HubConnector;
import berth.cli.fleet.connect.ServiceCommands;
import berth.cli.fleet.hub.HubAnswer;
import berth.cli.fleet.hub.HubCaller;
import berth.cli.fleet.hub.HubChannel;
import berth.cli.fleet.hub.HubFeature;
import berth.cli.fleet.hub.HubOpening;
import berth.cli.fleet.hub.HubPush;
import berth.cli.fleet.mqtt.MqttPublisher;
import berth.cli.fleet.stream.TlsStream;
import berth.cli.fleet.stream.Traffic;
import berth.core.secret.Secret;
import berth.server.dev.Ready;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// Devices of one hub, all with the same key, and what they do.
final class HubUnderLoad {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int BULK = 100;

    private final Ready ready;
    private final Ready.Hub hub;
    private final DeviceEndpoint endpoint;
    private final TrustManager[] trust;
    private final SSLContext tls;
    private final Secret key = Secret.random(32, new SecureRandom());

    HubUnderLoad(Ready ready, DeviceEndpoint endpoint)
            throws GeneralSecurityException, IOException {
        this.ready = ready;
        this.hub = ready.hubs().getFirst();
        this.endpoint = endpoint;
        this.trust = ClientTls.trusting(endpoint.trusted());
        this.tls = ClientTls.anonymous(trust);
    }

    static String name(int number) {
        return "load-%06d".formatted(number);
    }

    void register(int devices) throws IOException {
        try (var registry =
                ServiceClient.open(
                        new Endpoint(hub.hostName(), ready.ports().https(), endpoint.trusted()),
                        tls,
                        hub.connectionString(),
                        InstantSource.system())) {
            for (int from = 0; from < devices; from += BULK) {
                var reply =
                        registry.call(
                                "POST",
                                "/devices?api-version=2021-04-12",
                                JsonText.parse(
                                        entries(from, Math.min(devices, from + BULK)),
                                        JsonLimits.DEFAULT));
                if (reply.status() != 200) {
                    throw new IOException("cannot register devices: " + reply.body());
                }
            }
        } catch (MalformedJson e) {
            throw new IllegalStateException("our own text", e);
        }
    }

    private String entries(int from, int to) {
        var entries = new ArrayList<String>();
        for (int i = from; i < to; i++) {
            entries.add(
                    """
                    {"id":"%s","importMode":"create","authentication":{"type":"sas",
                     "symmetricKey":{"primaryKey":"%s","secondaryKey":"%s"}}}\
                    """
                            .formatted(name(i), key.revealBase64(), key.revealBase64()));
        }
        return "[" + String.join(",", entries) + "]";
    }

    private HubCaller caller(int number) {
        return HubCaller.of(
                hub.hostName(),
                name(number),
                new DeviceCredential.SymmetricKey(key),
                InstantSource.system());
    }

    /// A connection that publishes.
    MqttPublisher publisher(int number) throws IOException {
        var caller = caller(number);
        var stream =
                TlsStream.open(hub.hostName(), ready.ports().mqtt(), tls, TIMEOUT, new Traffic());
        return MqttPublisher.over(
                stream,
                caller.deviceId(),
                "%s/%s/?api-version=2021-04-12".formatted(caller.host(), caller.deviceId()),
                caller.token().orElseThrow(),
                TIMEOUT);
    }

    /// A connection that does everything.
    private HubChannel channel(int number) throws IOException, GeneralSecurityException {
        var opening =
                new HubConnector(endpoint, trust)
                        .open(caller(number), Transport.MQTT, TIMEOUT, new Traffic());
        return switch (opening) {
            case HubOpening.Open(var channel) -> channel;
            case HubOpening.TurnedAway(var reason) -> throw new IOException(reason);
        };
    }

    /// Devices that patch their twins, one patch after the other.
    ///
    /// @param before run when all are connected
    /// @param after run when all have patched
    void patch(int from, int devices, int patches, Publishers.Work before, Publishers.Work after)
            throws InterruptedException {
        var open = Publishers.all(devices, devices, number -> channel(from + number));
        before.run();
        Publishers.all(
                devices,
                devices,
                number -> {
                    for (int i = 0; i < patches; i++) {
                        var patch = "{\"count\":%d}".formatted(i);
                        done(open.get(number).report(name(from + number), patch, TIMEOUT));
                    }
                    return number;
                });
        after.run();
        open.forEach(HubChannel::close);
    }

    /// Calls a device again and again.
    ///
    /// @return how long each took, sorted
    List<Duration> methods(int number, int calls) throws Exception {
        var times = new ArrayList<Duration>();
        try (var channel = channel(number);
                var commands =
                        new ServiceCommands(
                                endpoint, trust, Map.of(hub.hostName(), hub.connectionString()))) {
            done(channel.listen(name(number), HubFeature.METHODS, TIMEOUT));
            var device = Thread.ofVirtual().start(() -> serve(channel, calls));
            for (int i = 0; i < calls; i++) {
                long start = System.nanoTime();
                done(commands.invoke(hub.hostName(), name(number), "ping", "{}"));
                times.add(Duration.ofNanos(System.nanoTime() - start));
            }
            device.join();
        }
        return times.stream().sorted().toList();
    }

    private static void serve(HubChannel channel, int calls) {
        try {
            for (int i = 0; i < calls; i++) {
                if (channel.next(TIMEOUT).orElseThrow() instanceof HubPush.Method call) {
                    channel.respond(call, 200, "{}", TIMEOUT);
                }
            }
        } catch (IOException e) {
            // The caller gets no answer then, and says so.
            throw new IllegalStateException("the device broke", e);
        }
    }

    private static void done(HubAnswer answer) throws IOException {
        if (!(answer instanceof HubAnswer.Done)) {
            throw new IOException(answer.toString());
        }
    }
}
