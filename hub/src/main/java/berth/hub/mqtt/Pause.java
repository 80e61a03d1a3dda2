package berth.hub.mqtt;

import java.time.Duration;

/// How a thread of work waits.
@FunctionalInterface
public interface Pause {
    /// @throws InterruptedException when it is not to go on
    void of(Duration time) throws InterruptedException;
}
