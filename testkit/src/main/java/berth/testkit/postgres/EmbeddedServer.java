package berth.testkit.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A PostgreSQL server on the loopback interface that ends with this JVM, however that ends: a
/// shell between the two stops it when the pipe from the JVM closes.
///
/// Syncing is off: what survives a crash of this server is nobody's question.
final class EmbeddedServer {
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final String USER = "postgres";

    /// Waits for the end of its input, which is the end of the JVM, and then for the server. The
    /// folder goes last, so that a killed JVM leaves nothing behind.
    private static final String WATCHER =
            """
            folder=$1
            shift
            "$@" </dev/null &
            server=$!
            cat >/dev/null
            kill -INT $server 2>/dev/null
            wait $server
            rm -rf "$folder"
            """;

    private final ServerAddress address;

    private EmbeddedServer(ServerAddress address) {
        this.address = address;
    }

    ServerAddress address() {
        return address;
    }

    /// @throws IOException when PostgreSQL cannot be had here; the message says why
    static EmbeddedServer start() throws IOException {
        var folder =
                Files.createTempDirectory(
                        "berth-postgres",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwxr-xr-x")));
        try {
            return start(folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IOException e) {
            delete(folder);
            throw e;
        }
    }

    private static EmbeddedServer start(Path folder) throws IOException, InterruptedException {
        var user = OtherUser.find();
        var binaries = folder.resolve("binaries");
        var data = folder.resolve("data");
        Binaries.unpack(binaries);
        user.give(data);
        var bin = binaries.resolve("bin");
        initialize(user, bin, data);
        int port = freePort();
        var watched =
                Stream.concat(
                                Stream.of("/bin/sh", "-c", WATCHER, "watcher", folder.toString()),
                                user.running(server(bin, data, port)).stream())
                        .toList();
        var log = folder.resolve("server.log");
        var process =
                new ProcessBuilder(watched)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(process)));
        var address = new ServerAddress("127.0.0.1:" + port, "postgres", USER, "", List.of());
        awaitAnswer(address, process, log);
        return new EmbeddedServer(address);
    }

    private static void initialize(OtherUser user, Path bin, Path data)
            throws IOException, InterruptedException {
        var command =
                user.running(
                        List.of(
                                bin.resolve("initdb").toString(),
                                "--pgdata=" + data,
                                "--username=" + USER,
                                "--auth=trust",
                                "--encoding=UTF8",
                                "--locale=C",
                                "--no-sync"));
        var process =
                new ProcessBuilder(command)
                        .directory(data.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(START_MAX.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("initdb failed: " + said);
        }
    }

    private static List<String> server(Path bin, Path data, int port) {
        return List.of(
                bin.resolve("postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off",
                "-c",
                "full_page_writes=off",
                "-c",
                "max_connections=200",
                "-c",
                "shared_buffers=32MB");
    }

    private static void awaitAnswer(ServerAddress address, Process process, Path log)
            throws IOException {
        long start = System.nanoTime();
        while (true) {
            try (var _ =
                    DriverManager.getConnection(
                            address.jdbcUrl(address.database()), USER, address.password())) {
                return;
            } catch (SQLException e) {
                boolean late = System.nanoTime() - start > START_MAX.toNanos();
                if (late || !process.isAlive()) {
                    stop(process);
                    throw new IOException("no answer: " + Files.readString(log), e);
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    private static void stop(Process process) {
        try {
            process.getOutputStream().close();
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (IOException _) {
            // The pipe is closed already.
            process.destroy();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
