package berth.system.limits;

import static org.assertj.core.api.Assertions.assertThat;

import berth.server.Limits;

import com.sun.management.OperatingSystemMXBean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A whole fleet comes at once, with the poll habits of the stock clients and no better manners.
///
/// Goodput is measured in devices assigned for a second of processor time, server and clients
/// together, and compared with that of a fleet that comes one by one: what is missing was spent on
/// turning devices away. So a machine that is busy with something else changes nothing. How long it
/// all takes on the clock is in the log.
final class HerdIT {
    private static final Logger LOG = LoggerFactory.getLogger(HerdIT.class);

    private static final int PACED = 1_000;
    private static final int HERD = 2_000;
    private static final Duration PACE = Duration.ofMillis(8);
    private static final double GOODPUT_MIN = 0.8;
    private static final Duration TIME_MAX = Duration.ofMinutes(2);

    @TempDir private Path folder;

    /// @param goodput devices assigned for a second of processor time
    private record Run(double goodput, Duration clock, int turnedAway) {}

    @Test
    void aHerdIsAssignedToTheLastDeviceAtLittleMoreThanTheCostOfAQueue() throws Exception {
        // All of them are at one address here, which a fleet is not.
        var handshakes = Wanted.handshakes(Duration.ofSeconds(10), 256, 256);
        try (var house = House.start(folder.resolve("data"), Limits.STANDARD.with(handshakes))) {
            var before = run(house, "before", PACED, PACE);
            var herd = run(house, "herd", HERD, Duration.ZERO);
            var after = run(house, "after", PACED, PACE);
            LOG.info("one by one: {}, herd: {}, one by one: {}", before, herd, after);

            assertThat(before.turnedAway() + after.turnedAway()).as("one by one").isZero();
            // This JVM gets faster all the time: the better one is the measure.
            var capacity = Math.max(before.goodput(), after.goodput());
            assertThat(herd.goodput()).isGreaterThanOrEqualTo(GOODPUT_MIN * capacity);
        }
    }

    /// Every device starts `pace` after the one before, and all are assigned in the end.
    private static Run run(House house, String prefix, int count, Duration pace) throws Exception {
        long start = System.nanoTime();
        long cpu = cpuNanos();
        int turnedAway = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> fleet = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                var device = new HerdDevice(house, prefix + "-" + i, Habit.of(i));
                fleet.add(threads.submit(device::untilAssigned));
                LockSupport.parkNanos(pace.toNanos());
            }
            for (var device : fleet) {
                turnedAway += device.get(TIME_MAX.toSeconds(), TimeUnit.SECONDS);
            }
        }
        double seconds = (cpuNanos() - cpu) / 1e9;
        return new Run(count / seconds, Duration.ofNanos(System.nanoTime() - start), turnedAway);
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
