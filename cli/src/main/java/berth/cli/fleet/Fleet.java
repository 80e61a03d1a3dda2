package berth.cli.fleet;

import berth.cli.fleet.stream.Traffic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/// Runs many simulated devices, a bounded number at a time.
///
/// When one device's whole patience passed and no device got its answer meanwhile, the service is
/// dead: those that have not begun do not begin, so that a fleet against a dead service ends after
/// one device's patience and not after that of all of them in turn.
public final class Fleet {
    private final Function<SimulatedDevice, DeviceResult> provisioning;
    private final Pace pace;
    private final DeviceTime time;
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean dead;

    /// @param provisioning carries one device to its result; called by many threads
    public Fleet(Function<SimulatedDevice, DeviceResult> provisioning, Pace pace, DeviceTime time) {
        this.provisioning = provisioning;
        this.pace = pace;
        this.time = time;
    }

    /// How fast a fleet begins.
    ///
    /// @param atOnce devices provisioning at the same time, at most
    /// @param perSecond devices that begin, at most, evenly spaced; 0 for as many as `atOnce` lets
    public record Pace(int atOnce, double perSecond) {
        public Pace {
            if (atOnce < 1 || !(perSecond >= 0) || Double.isInfinite(perSecond)) {
                throw new IllegalArgumentException(
                        "no pace: %d at once, %s per second".formatted(atOnce, perSecond));
            }
        }

        public static Pace atOnce(int devices) {
            return new Pace(devices, 0);
        }

        /// When the n-th device, counted from 0, may begin, after the first.
        Duration start(int index) {
            return perSecond == 0
                    ? Duration.ZERO
                    : Duration.ofNanos((long) (index * 1e9 / perSecond));
        }
    }

    /// Provisions every device once.
    ///
    /// @param onResult told of each result as it comes, by the calling thread
    public List<DeviceResult> provision(
            List<SimulatedDevice> devices, Consumer<DeviceResult> onResult)
            throws InterruptedException {
        var places = new Semaphore(pace.atOnce(), true);
        long begin = time.nanoTime();
        var results = new ArrayList<DeviceResult>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var completed = new ExecutorCompletionService<DeviceResult>(threads);
            for (int i = 0; i < devices.size(); i++) {
                var device = devices.get(i);
                var start = pace.start(i);
                completed.submit(
                        () -> {
                            sleepUntil(begin, start);
                            places.acquire();
                            try {
                                return dead ? notTried(device) : tried(device);
                            } finally {
                                places.release();
                            }
                        });
            }
            for (int i = 0; i < devices.size(); i++) {
                var result = completed.take().get();
                onResult.accept(result);
                results.add(result);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a simulated device broke", e.getCause());
        }
        return results;
    }

    private void sleepUntil(long begin, Duration start) throws InterruptedException {
        var wait = start.minusNanos(time.nanoTime() - begin);
        if (wait.isPositive()) {
            time.sleep(wait);
        }
    }

    private DeviceResult tried(SimulatedDevice device) {
        int before = answered.get();
        var result = provisioning.apply(device);
        boolean outOfTime =
                result instanceof DeviceResult.Failed failed
                        && failed.cause() == DeviceResult.Cause.OUT_OF_TIME;
        if (!outOfTime) {
            answered.incrementAndGet();
        } else if (answered.get() == before) {
            dead = true;
        }
        return result;
    }

    private static DeviceResult notTried(SimulatedDevice device) {
        return new DeviceResult.Failed(
                device.registrationId(),
                DeviceResult.Cause.NOT_TRIED,
                "not tried, because the service had stopped answering",
                0,
                Traffic.Bytes.NONE);
    }
}
