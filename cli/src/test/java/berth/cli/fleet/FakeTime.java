package berth.cli.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Time that passes only by sleeping. For one device.
final class FakeTime implements DeviceTime {
    private long now;
    private final List<Duration> slept = new ArrayList<>();

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void sleep(Duration time) {
        slept.add(time);
        now += time.toNanos();
    }

    /// Each wait, in order.
    List<Duration> slept() {
        return slept;
    }

    Duration passed() {
        return Duration.ofNanos(now);
    }
}
