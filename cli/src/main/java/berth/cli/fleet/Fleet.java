package berth.cli.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Runs many simulated devices, a bounded number at a time.
public final class Fleet {
    private final ProvisioningDevice client;
    private final int atOnce;

    public Fleet(ProvisioningDevice client, int atOnce) {
        this.client = client;
        this.atOnce = atOnce;
    }

    /// Provisions every device once.
    ///
    /// @param onResult told of each result as it comes, by the calling thread
    public List<DeviceResult> provision(
            List<SimulatedDevice> devices, Consumer<DeviceResult> onResult)
            throws InterruptedException {
        var places = new Semaphore(atOnce);
        var results = new ArrayList<DeviceResult>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var completed = new ExecutorCompletionService<DeviceResult>(threads);
            for (var device : devices) {
                completed.submit(
                        () -> {
                            places.acquire();
                            try {
                                return client.provision(device);
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
}
