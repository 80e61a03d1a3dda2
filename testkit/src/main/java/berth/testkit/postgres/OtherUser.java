package berth.testkit.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// How to run a command as somebody who is not root, which PostgreSQL insists on.
///
/// @param command goes in front of the command proper; empty for whoever we are
/// @param uid who it will be for the file system, which then owns the server's files
record OtherUser(List<String> command, int uid) {
    private static final int NOBODY = 65_534;

    OtherUser {
        command = List.copyOf(command);
    }

    /// The first way that works on this machine.
    static OtherUser find() throws IOException, InterruptedException {
        int uid = uid(List.of());
        if (uid != 0) {
            return new OtherUser(List.of(), uid);
        }
        var nobody = Integer.toString(NOBODY);
        var ways =
                List.of(
                        new OtherUser(
                                List.of(
                                        "setpriv",
                                        "--reuid=" + nobody,
                                        "--regid=" + nobody,
                                        "--clear-groups"),
                                NOBODY),
                        new OtherUser(List.of("runuser", "-u", "nobody", "--"), NOBODY),
                        // Looks like somebody else to itself, and stays root to the file system.
                        new OtherUser(List.of("unshare", "-U"), 0));
        for (var way : ways) {
            if (uid(way.command()) > 0) {
                return way;
            }
        }
        throw new IOException("we are root, and neither setpriv, runuser nor unshare work");
    }

    List<String> running(List<String> command) {
        var whole = new ArrayList<>(this.command);
        whole.addAll(command);
        return whole;
    }

    /// Makes a folder that only this user can enter.
    void give(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (!command.isEmpty() && uid != 0) {
            Files.setAttribute(folder, "unix:uid", uid);
        }
    }

    /// Who `id -u` says we are behind `command`, or -1 if that does not work.
    private static int uid(List<String> command) throws InterruptedException {
        var whole = new ArrayList<>(command);
        whole.addAll(List.of("id", "-u"));
        try {
            var process = new ProcessBuilder(whole).redirectErrorStream(true).start();
            var said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .strip();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0
                    ? Integer.parseInt(said)
                    : -1;
        } catch (IOException | NumberFormatException _) {
            // No such command here, which is an answer.
            return -1;
        }
    }
}
