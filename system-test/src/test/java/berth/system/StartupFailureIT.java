package berth.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// A start that cannot succeed says why in one line, names what is to be mended, and fails with an
/// exit code that scripts can tell.
final class StartupFailureIT {
    /// After sysexits.h, EX_CONFIG.
    private static final int EXIT_PROBLEM = 78;

    private static final int EXIT_USAGE = 2;

    @TempDir private static Path folder;

    @Test
    void aBusyPortIsNamed() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var ended =
                    dev(
                            folder.resolve("busy-port"),
                            "--https-port",
                            Integer.toString(taken.getLocalPort()));

            assertProblem(ended, Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void aDataFolderThatIsAFileIsNamed() throws Exception {
        var file = Files.writeString(folder.resolve("a-file"), "not a folder");

        assertProblem(dev(file), file.toString());
    }

    @Test
    void aDataFolderThatMayNotBeReadIsNamed() throws Exception {
        var closed = Files.createDirectory(folder.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        // Root may read everything; a file system that takes no folders is closed to root as well.
        var data = Files.isReadable(closed) ? Path.of("/proc/berth-data") : closed;

        assertProblem(dev(data), data.toString());
    }

    @Test
    void aDataFolderInUseIsNamed() throws Exception {
        var data = folder.resolve("in-use");
        try (var _ = ChildServer.start(data, folder)) {
            assertProblem(dev(data), data.toString());
        }
    }

    @Test
    void aDatabaseThatIsNoneIsNamed() throws Exception {
        var data = Files.createDirectory(folder.resolve("garbage"));
        Files.writeString(data.resolve("berth.db"), "this was never a database ".repeat(100));

        assertProblem(dev(data), data.toString());
    }

    /// Without its key a data folder holds secrets nobody can read; a new key would not help.
    @Test
    void aDataFolderThatLostItsKeyIsNamed() throws Exception {
        var data = folder.resolve("keyless");
        try (var _ = ChildServer.start(data, folder)) {
            // has been there
        }
        Files.delete(data.resolve("key-encryption.key"));

        assertProblem(dev(data), data.toString());
        assertThat(data.resolve("key-encryption.key")).doesNotExist();
    }

    @Test
    void aHubWithTheServicesHostIsRefused() throws Exception {
        assertProblem(dev(folder.resolve("one-host"), "--hub", "hub-9=127.0.0.1"), "hub");
    }

    @Test
    void anUnknownOptionIsNamed() throws Exception {
        assertUsage(ChildServer.run(folder, "dev", "--no-such-option"), "--no-such-option");
    }

    @Test
    void anOptionWithAnImpossibleValueIsNamed() throws Exception {
        assertUsage(ChildServer.run(folder, "dev", "--https-port", "many"), "--https-port");
    }

    /// On free ports, unless `more` says otherwise.
    private static ChildServer.Ended dev(Path data, String... more) throws Exception {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "dev",
                                "--data",
                                data.toString(),
                                "--bind",
                                "127.0.0.1",
                                "--mqtt-port",
                                "0",
                                "--amqp-port",
                                "0"));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--https-port")) {
            arguments.addAll(List.of("--https-port", "0"));
        }
        return ChildServer.run(folder, arguments.toArray(String[]::new));
    }

    private static void assertProblem(ChildServer.Ended ended, String named) {
        assertThat(ended.err())
                .singleElement()
                .asString()
                .startsWith("berth: ")
                .contains(named)
                .doesNotContain("Exception");
        assertThat(ended.exitCode()).isEqualTo(EXIT_PROBLEM);
    }

    /// The second line says where help is.
    private static void assertUsage(ChildServer.Ended ended, String named) {
        assertThat(ended.err()).hasSize(2);
        assertThat(ended.err().getFirst()).startsWith("berth: ").contains(named);
        assertThat(ended.exitCode()).isEqualTo(EXIT_USAGE);
    }
}
