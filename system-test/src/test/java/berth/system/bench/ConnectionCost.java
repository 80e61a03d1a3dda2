package berth.system.bench;

import berth.cli.allocation.DemoAllocation;
import berth.cli.fleet.ClientTls;
import berth.cli.fleet.DemoFleet;
import berth.cli.fleet.DeviceChannel;
import berth.cli.fleet.DeviceEndpoint;
import berth.cli.fleet.Endpoint;
import berth.cli.fleet.Opening;
import berth.cli.fleet.SimulatedDevice;
import berth.cli.fleet.client.FleetMix;
import berth.cli.fleet.client.Mechanism;
import berth.cli.fleet.client.StockClient;
import berth.cli.fleet.client.Transport;
import berth.cli.fleet.connect.NetworkConnector;
import berth.cli.fleet.stream.Traffic;
import berth.core.json.JsonObject;
import berth.server.dev.Ready;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/// What a connection costs a running `berth dev`, which must be another process on this Linux
/// machine: CPU of a bare mutual-TLS handshake, or memory of connections that rest.
///
/// ```text
/// ConnectionCost handshakes READY-FILE PID COUNT
/// ConnectionCost resting    READY-FILE PID COUNT TRANSPORT
/// ```
///
/// Prints milliseconds of CPU of the server for each handshake; or the growth of its resident set
/// and of its heap after a collection, in KiB for each connection.
public final class ConnectionCost {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int AT_ONCE = 16;
    private static final int TICKS_PER_SECOND = 100;

    private final Ready ready;
    private final long pid;
    private final List<X509Certificate> roots;
    private final TrustManager[] trust;

    private ConnectionCost(Ready ready, long pid) throws Exception {
        this.ready = ready;
        this.pid = pid;
        try (var pem = Files.newInputStream(ready.caCertificate())) {
            var root = CertificateFactory.getInstance("X.509").generateCertificate(pem);
            this.roots = List.of((X509Certificate) root);
        }
        this.trust = ClientTls.trusting(roots);
    }

    public static void main(String[] arguments) throws Exception {
        var file = Files.readString(Path.of(arguments[1]));
        var ready = Ready.parse((JsonObject) JsonText.parse(file, JsonLimits.DEFAULT));
        var cost = new ConnectionCost(ready, Long.parseLong(arguments[2]));
        int count = Integer.parseInt(arguments[3]);
        if (arguments[0].equals("handshakes")) {
            cost.handshakes(count);
        } else {
            var word = arguments[4].toUpperCase(Locale.ROOT).replace('-', '_');
            cost.resting(count, Transport.valueOf(word));
        }
    }

    private void handshakes(int count) throws Exception {
        var device = fleet(1, Transport.HTTPS, Mechanism.X509).getFirst();
        long before = cpuTicks();
        long start = System.nanoTime();
        all(count, _ -> shakeHands(device));
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpu = (cpuTicks() - before) * 1000.0 / TICKS_PER_SECOND;
        System.out.printf(
                Locale.ROOT,
                "%d handshakes in %.1f s: %.2f CPU-ms each%n",
                count,
                seconds,
                cpu / count);
    }

    /// A context of its own, so that nothing is resumed.
    private Void shakeHands(SimulatedDevice device) throws Exception {
        var tls = ClientTls.context(trust, device.credential()).getSocketFactory();
        try (var plain = new Socket(ready.deviceHost(), ready.ports().https());
                var socket =
                        (SSLSocket)
                                tls.createSocket(
                                        plain, ready.deviceHost(), plain.getPort(), true)) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            socket.startHandshake();
        }
        return null;
    }

    private void resting(int count, Transport transport) throws Exception {
        var devices = fleet(count, transport, Mechanism.SYMMETRIC_KEY);
        var connector =
                new NetworkConnector(
                        new DeviceEndpoint(
                                ready.deviceHost(),
                                ready.ports().https(),
                                ready.ports().mqtt(),
                                ready.ports().amqp(),
                                roots),
                        ready.idScope(),
                        trust,
                        InstantSource.system());
        open(connector, devices.getFirst())
                .close(); // what the first connection loads is not its own
        long heap = heapKiB();
        long resident = residentKiB();
        var open = all(count, i -> open(connector, devices.get(i)));
        long heapThen = heapKiB();
        long residentThen = residentKiB();
        System.out.printf(
                Locale.ROOT,
                "%d over %s at rest: resident %.1f KiB, heap %.1f KiB each%n",
                count,
                transport.word(),
                (residentThen - resident) / (double) count,
                (heapThen - heap) / (double) count);
        open.forEach(DeviceChannel::close);
    }

    private static DeviceChannel open(NetworkConnector connector, SimulatedDevice device)
            throws Exception {
        return switch (connector.opener(device, new Traffic()).open(TIMEOUT)) {
            case Opening.Open(var channel) -> channel;
            case Opening.TurnedAway(var reason, _) -> throw new IllegalStateException(reason);
        };
    }

    private List<SimulatedDevice> fleet(int count, Transport transport, Mechanism mechanism)
            throws Exception {
        var prefix = "cost-" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
        var mix = FleetMix.choose(StockClient.QUICK, Set.of(transport), Set.of(mechanism));
        return DemoFleet.enroll(
                        ready,
                        new Endpoint(ready.serviceHost(), ready.ports().https(), roots),
                        trust,
                        new DemoFleet.Size(prefix, mix, count),
                        DemoAllocation.ofInstance())
                .devices();
    }

    private interface Step<T> {
        T done(int number) throws Exception;
    }

    private static <T> List<T> all(int count, Step<T> step) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var running = new ArrayList<Future<T>>();
            for (int i = 0; i < count; i++) {
                int number = i;
                Callable<T> one = () -> step.done(number);
                running.add(threads.submit(one));
            }
            var done = new ArrayList<T>();
            for (var one : running) {
                done.add(one.get());
            }
            return done;
        }
    }

    /// User and system time of the server. Source: proc_pid_stat(5), fields 14 and 15.
    private long cpuTicks() throws Exception {
        var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private long residentKiB() throws Exception {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }

    private long heapKiB() throws Exception {
        run("GC.run");
        var info = run("GC.heap_info");
        var used = info.replaceAll("(?s).*?used (\\d+)K.*", "$1");
        return Long.parseLong(used);
    }

    private String run(String command) throws Exception {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process =
                new ProcessBuilder(jcmd, Long.toString(pid), command)
                        .redirectErrorStream(true)
                        .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
