package berth.cli.load;

import berth.cli.fleet.ClientTls;
import berth.cli.fleet.DeviceEndpoint;
import berth.cli.fleet.mqtt.MqttPublisher;
import berth.cli.fleet.stream.TlsStream;
import berth.cli.fleet.stream.Traffic;
import berth.cli.load.Publishers.Cost;
import berth.cli.text.Table;
import berth.server.dev.Ready;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLContext;

/// One run of the load: first the hub, then Mosquitto, if there is one, each with nothing else to
/// do.
///
/// @param size how much of everything
public record LoadRun(Size size, PrintStream out) {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final double GIB = 1024.0 * 1024 * 1024;
    private static final int PATCHING = 16;

    /// @param connections that publish
    /// @param messages on each of them
    /// @param window messages on a connection that are not acknowledged yet
    /// @param resting connections that do nothing
    /// @param patches of a twin, by each of a few devices
    /// @param calls of a method
    public record Size(
            int connections, int messages, int window, int resting, int patches, int calls) {}

    /// What one server made of the part of the load that all MQTT servers can do.
    private record Plain(Cost connect, Cost publish, double restingBytes, double restingHeap) {}

    /// @param process of the server that `ready` describes
    /// @param mosquitto the program, or null
    public void run(
            Ready ready,
            DeviceEndpoint endpoint,
            ProcessHandle process,
            @Nullable Path mosquitto,
            Path folder)
            throws Exception {
        var hub = new HubUnderLoad(ready, endpoint);
        int devices = 2 * size.connections() + size.resting() + PATCHING + 1;
        hub.register(devices);
        var server = new ServerUnderLoad(process, true);
        var publishers =
                new Publishers(
                        server,
                        hub::publisher,
                        number -> "devices/" + HubUnderLoad.name(number) + "/messages/events/");
        var plain = plain(publishers);
        var patch = patches(hub, publishers);
        var methods = hub.methods(devices - 1, size.calls());
        out.print(own(patch, methods));
        var other = mosquitto == null ? null : mosquitto(mosquitto, folder);
        out.print(table(plain, other));
    }

    private Plain plain(Publishers publishers) throws IOException, InterruptedException {
        // what the first connections load is not their own
        var warm = publishers.connected(0, size.connections());
        publishers.publish(warm, size.messages() / 4 + 1, size.window());
        warm.forEach(MqttPublisher::close);
        var opened = new AtomicReference<List<MqttPublisher>>(List.of());
        var connect =
                publishers.cost(
                        size.connections(),
                        () -> opened.set(publishers.connected(0, size.connections())));
        var publish =
                publishers.cost(
                        size.connections() * size.messages(),
                        () -> publishers.publish(opened.get(), size.messages(), size.window()));
        opened.get().forEach(MqttPublisher::close);
        long heap = publishers.server().heap();
        long resident = publishers.server().resident();
        var resting = publishers.connected(size.connections(), size.resting());
        double heapEach = (publishers.server().heap() - heap) / (double) size.resting();
        double each = (publishers.server().resident() - resident) / (double) size.resting();
        resting.forEach(MqttPublisher::close);
        return new Plain(connect, publish, each, heapEach);
    }

    private Cost patches(HubUnderLoad hub, Publishers publishers) throws InterruptedException {
        int from = size.connections() + size.resting();
        var before = new AtomicReference<>(Duration.ZERO);
        var start = new AtomicReference<>(0L);
        var cost = new AtomicReference<@Nullable Cost>();
        var server = publishers.server();
        hub.patch(
                from,
                PATCHING,
                size.patches(),
                () -> {
                    before.set(server.processorTime());
                    start.set(System.nanoTime());
                },
                () ->
                        cost.set(
                                new Cost(
                                        PATCHING * size.patches(),
                                        server.processorTime().minus(before.get()),
                                        Duration.ofNanos(System.nanoTime() - start.get()))));
        var measured = cost.get();
        if (measured == null) {
            throw new IllegalStateException("nothing was measured");
        }
        return measured;
    }

    private Plain mosquitto(Path program, Path folder)
            throws IOException, InterruptedException, GeneralSecurityException {
        try (var broker = Mosquitto.start(program, folder)) {
            var tls = ClientTls.anonymous(ClientTls.trusting(List.of(broker.root())));
            return plain(
                    new Publishers(
                            broker.load(),
                            number -> client(broker, tls, number),
                            number -> "devices/" + number + "/messages/events/"));
        }
    }

    private static MqttPublisher client(Mosquitto broker, SSLContext tls, int number)
            throws IOException {
        var stream = TlsStream.open("127.0.0.1", broker.port(), tls, TIMEOUT, new Traffic());
        return MqttPublisher.over(stream, "load-" + number, null, null, TIMEOUT);
    }

    private static String own(Cost patch, List<Duration> methods) {
        return "twin patches: %s per CPU-second (%s per second)%nmethod round trip: p50 %s, p99 %s%n%n"
                .formatted(
                        number(patch.perProcessorSecond()),
                        number(patch.perSecond()),
                        millis(methods.get(methods.size() / 2)),
                        millis(methods.get(methods.size() * 99 / 100)));
    }

    private static String table(Plain hub, @Nullable Plain other) {
        var table = new Table("MQTT over TLS, QoS 1", "Berth", "Mosquitto", "ratio");
        row(
                table,
                "connections per CPU-second",
                hub.connect().perProcessorSecond(),
                other == null ? 0 : other.connect().perProcessorSecond());
        row(
                table,
                "messages per CPU-second",
                hub.publish().perProcessorSecond(),
                other == null ? 0 : other.publish().perProcessorSecond());
        row(
                table,
                "messages per second",
                hub.publish().perSecond(),
                other == null ? 0 : other.publish().perSecond());
        row(
                table,
                "resting connections per GiB resident",
                GIB / Math.max(hub.restingBytes(), 1),
                other == null ? 0 : GIB / Math.max(other.restingBytes(), 1));
        return table.text()
                + "heap of a resting connection at Berth: %s KiB; Berth stores each message before it%n"
                        .formatted(number(hub.restingHeap() / 1024))
                + "acknowledges it, Mosquitto writes its state every ten seconds\n";
    }

    private static void row(Table table, String what, double hub, double other) {
        table.row(
                what,
                number(hub),
                other == 0 ? "-" : number(other),
                other == 0 ? "-" : String.format(Locale.ROOT, "%.2f", hub / other));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
    }

    private static String millis(Duration time) {
        return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
    }
}
