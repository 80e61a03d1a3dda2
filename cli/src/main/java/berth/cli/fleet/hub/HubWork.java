package berth.cli.fleet.hub;

import berth.cli.fleet.DeviceResult;
import berth.cli.fleet.SimulatedDevice;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Sends the devices of a fleet to the hubs they were assigned to.
public final class HubWork {
    private final HubDialer dialer;
    private final @Nullable HubCommands commands;
    private final InstantSource clock;
    private final int atOnce;

    /// @param commands an application that sends the devices commands, or null if there is none
    /// @param clock judges the dates in tokens only
    public HubWork(
            HubDialer dialer, @Nullable HubCommands commands, InstantSource clock, int atOnce) {
        this.dialer = dialer;
        this.commands = commands;
        this.clock = clock;
        this.atOnce = atOnce;
    }

    /// A device that has been told its hub.
    public record Assigned(SimulatedDevice device, DeviceResult.Assigned told) {}

    /// @param onVisit told of each as it ends, by the calling thread
    public HubReport all(List<Assigned> fleet, Consumer<HubVisit> onVisit)
            throws InterruptedException {
        var places = new Semaphore(atOnce, true);
        var visits = new ArrayList<HubVisit>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var completed = new ExecutorCompletionService<HubVisit>(threads);
            for (var one : fleet) {
                completed.submit(
                        () -> {
                            places.acquire();
                            try {
                                return new VisitRun(one, dialer, commands, clock).visit();
                            } finally {
                                places.release();
                            }
                        });
            }
            for (int i = 0; i < fleet.size(); i++) {
                var visit = completed.take().get();
                onVisit.accept(visit);
                visits.add(visit);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a simulated device broke", e.getCause());
        }
        return new HubReport(visits);
    }
}
