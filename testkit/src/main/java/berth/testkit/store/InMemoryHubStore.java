package berth.testkit.store;

import berth.core.audit.AuditLog;
import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.hub.HubDevice;
import berth.core.hub.HubStore;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Embedded hubs and their devices in memory. Any thread.
public final class InMemoryHubStore implements HubStore {
    private final AuditLog audit;
    private final Failures failures = new Failures();
    private final InMemoryTable<EmbeddedHubDefinition> hubs = new InMemoryTable<>();
    private final InMemoryTable<HubDevice> devices = new InMemoryTable<>();

    public InMemoryHubStore(AuditLog audit) {
        this.audit = audit;
    }

    /// The next call fails with `failure`.
    public void failNext(RuntimeException failure) {
        failures.order(failure);
    }

    /// Writes without decision and audit, to set a scene.
    public synchronized void put(EmbeddedHubDefinition hub) {
        hubs.put(hub.hostName().value(), hub);
    }

    /// Writes without decision and audit, to set a scene.
    public synchronized void put(HubHostName hub, HubDevice device) {
        devices.put(InMemoryTable.key(hub, device.deviceId()), device);
    }

    @Override
    public synchronized List<EmbeddedHubDefinition> hubs() {
        failures.happen();
        return hubs.all();
    }

    @Override
    public synchronized <A> A changeHub(
            HubHostName hub,
            Function<Optional<EmbeddedHubDefinition>, Change<EmbeddedHubDefinition, A>> decision) {
        failures.happen();
        boolean existed = hubs.find(hub.value()).isPresent();
        var answer = hubs.change(hub.value(), audit, decision);
        if (existed && hubs.find(hub.value()).isEmpty()) {
            devices.removeAll(hub);
        }
        return answer;
    }

    @Override
    public synchronized Optional<HubDevice> device(HubHostName hub, DeviceId deviceId) {
        failures.happen();
        return devices.find(InMemoryTable.key(hub, deviceId));
    }

    @Override
    public synchronized <A> A changeDevice(
            HubHostName hub,
            DeviceId deviceId,
            Function<Optional<HubDevice>, Change<HubDevice, A>> decision) {
        failures.happen();
        return devices.change(InMemoryTable.key(hub, deviceId), audit, decision);
    }

    @Override
    public synchronized Page<HubDevice> devices(HubHostName hub, Page.Request page) {
        failures.happen();
        return devices.page(hub, page, _ -> true, device -> device.deviceId().value());
    }

    @Override
    public synchronized DeviceCounts counts(HubHostName hub) {
        failures.happen();
        var all = devices.of(hub);
        long enabled = all.stream().filter(device -> device.identity().enabled()).count();
        return new DeviceCounts(all.size(), enabled);
    }
}
