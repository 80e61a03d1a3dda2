package berth.cli.process;

import berth.server.StartupProblem;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/// A port for a server that is going to be away for a while and wants to come back to it.
///
/// Not one of those the system gives out by itself: out of them it also takes the port of each
/// outgoing connection, and a client on the same machine that keeps calling the dead server would
/// in the end be given the server's own port, be connected with itself, and stand in its way.
public final class FreePort {
    /// Below what Linux (32768), macOS and Windows (49152) give out.
    private static final int FIRST = 20_000;

    private static final int LAST = 29_999;
    private static final int TRIES_MAX = 100;

    private FreePort() {}

    public static int find(RandomGenerator random) {
        for (int i = 0; i < TRIES_MAX; i++) {
            int port = random.nextInt(FIRST, LAST + 1);
            try (var _ = new ServerSocket(port)) {
                return port;
            } catch (IOException _) {
                // taken: asked to find out
            }
        }
        throw new StartupProblem(
                "no free port found between %d and %d; name one".formatted(FIRST, LAST));
    }
}
