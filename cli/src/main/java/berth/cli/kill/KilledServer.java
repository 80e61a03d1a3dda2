package berth.cli.kill;

import java.time.Duration;

/// A server that can be killed and comes back at the same place with the same data.
public interface KilledServer {
    /// Ends it in the middle of whatever it does; when this returns it is gone.
    void kill();

    /// Starts it again.
    ///
    /// @return how long it took until it was ready
    /// @throws berth.server.StartupProblem when it does not come back
    Duration restart() throws InterruptedException;
}
