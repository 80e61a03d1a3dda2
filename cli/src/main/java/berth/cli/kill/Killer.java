package berth.cli.kill;

import berth.cli.fleet.DeviceListener;
import berth.cli.fleet.SimulatedDevice;
import berth.server.StartupProblem;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Carries out a plan while the fleet runs: kills the server, starts it again, and lets the device
/// that was the occasion go on once the server is dead. One kill and its restart at a time, by one
/// thread of its own.
public final class Killer implements DeviceListener, AutoCloseable {
    private final KilledServer server;
    private final KillPlan plan;
    private final Consumer<Outage> onRestart;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name("killer").factory());
    private final Set<String> acknowledged = new HashSet<>();
    private final List<Outage> outages = new ArrayList<>();
    private @Nullable StartupProblem problem;

    /// One kill as it was.
    ///
    /// @param number counted from 1
    /// @param readyAfter from starting the server again until it was ready
    public record Outage(int number, KillPlan.Kill kill, Duration readyAfter) {}

    /// @param onRestart told of each outage when it is over, by the killer's thread
    public Killer(KilledServer server, KillPlan plan, Consumer<Outage> onRestart) {
        this.server = server;
        this.plan = plan;
        this.onRestart = onRestart;
    }

    /// A device that registers again after an outage is no new one.
    @Override
    public void acknowledged(SimulatedDevice device) throws InterruptedException {
        int count;
        synchronized (this) {
            if (!acknowledged.add(device.registrationId())) {
                return;
            }
            count = acknowledged.size();
        }
        var kill = plan.at(count);
        if (kill.isPresent()) {
            var dead = new CountDownLatch(1);
            thread.execute(() -> carryOut(kill.get(), dead));
            dead.await();
        }
    }

    private void carryOut(KillPlan.Kill kill, CountDownLatch dead) {
        try {
            if (problem().isPresent()) {
                return;
            }
            TimeUnit.NANOSECONDS.sleep(kill.delay().toNanos());
            server.kill();
            dead.countDown();
            var outage = new Outage(outages().size() + 1, kill, server.restart());
            synchronized (this) {
                outages.add(outage);
            }
            onRestart.accept(outage);
        } catch (StartupProblem e) {
            synchronized (this) {
                problem = e;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            dead.countDown();
        }
    }

    /// The outages so far, in order.
    public synchronized List<Outage> outages() {
        return List.copyOf(outages);
    }

    /// Why the server did not come back, if it did not.
    public synchronized Optional<StartupProblem> problem() {
        return Optional.ofNullable(problem);
    }

    /// Waits for a restart that is under way.
    @Override
    public void close() {
        thread.close();
    }
}
