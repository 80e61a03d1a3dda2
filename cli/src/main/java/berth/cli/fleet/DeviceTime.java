package berth.cli.fleet;

import java.time.Duration;

/// The time a simulated device lives in: how late it is, and waiting.
public interface DeviceTime {
    /// The machine's own.
    DeviceTime SYSTEM =
            new DeviceTime() {
                @Override
                public long nanoTime() {
                    return System.nanoTime();
                }

                @Override
                public void sleep(Duration time) throws InterruptedException {
                    Thread.sleep(time);
                }
            };

    /// As [System#nanoTime].
    long nanoTime();

    void sleep(Duration time) throws InterruptedException;
}
