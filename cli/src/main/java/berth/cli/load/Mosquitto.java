package berth.cli.load;

import berth.cli.process.FreePort;
import berth.server.StartupProblem;
import berth.wire.x509.CertificateIssuer;
import berth.wire.x509.CertificateText;
import berth.wire.x509.PrivateKeyText;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// A Mosquitto with TLS and persistence on a free port of this machine.
///
/// Its persistence is a file that it writes now and then; a message it has acknowledged may be
/// lost.
final class Mosquitto implements AutoCloseable {
    private static final Duration READY_MAX = Duration.ofSeconds(20);
    private static final Duration LIFE = Duration.ofDays(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final Process process;
    private final int port;
    private final X509Certificate root;

    private Mosquitto(Process process, int port, X509Certificate root) {
        this.process = process;
        this.port = port;
        this.root = root;
    }

    static Mosquitto start(Path program, Path folder) throws IOException, InterruptedException {
        var random = new SecureRandom();
        var issuer = new CertificateIssuer(InstantSource.system(), random);
        var root = issuer.rootAuthority("load test root", LIFE);
        var address = InetAddress.ofLiteral("127.0.0.1");
        var server = issuer.server(root, List.of("localhost"), List.of(address), LIFE);
        Files.writeString(folder.resolve("chain.pem"), CertificateText.pem(server.certificate()));
        Files.writeString(folder.resolve("key.pem"), PrivateKeyText.pem(server.key()));
        int port = FreePort.find(random);
        var settings = folder.resolve("mosquitto.conf");
        Files.writeString(settings, settings(port, folder));
        var process =
                new ProcessBuilder(program.toString(), "-c", settings.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("mosquitto.log").toFile())
                        .start();
        var started = new Mosquitto(process, port, root.certificate());
        started.await(folder);
        return started;
    }

    private static String settings(int port, Path folder) {
        return """
        per_listener_settings true
        listener %1$d 127.0.0.1
        certfile %2$s/chain.pem
        keyfile %2$s/key.pem
        allow_anonymous true
        persistence true
        persistence_location %2$s/
        autosave_interval 10
        user root
        """
                .formatted(port, folder);
    }

    private void await(Path folder) throws IOException, InterruptedException {
        long end = System.nanoTime() + READY_MAX.toNanos();
        while (true) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() - end > 0) {
                    close();
                    throw new StartupProblem(
                            "mosquitto does not start: "
                                    + Files.readString(folder.resolve("mosquitto.log")),
                            e);
                }
                Thread.sleep(LOOK_AGAIN);
            }
        }
    }

    int port() {
        return port;
    }

    X509Certificate root() {
        return root;
    }

    ServerUnderLoad load() {
        return new ServerUnderLoad(process.toHandle(), false);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
