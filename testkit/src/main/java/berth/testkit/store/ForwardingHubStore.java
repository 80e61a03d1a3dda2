package berth.testkit.store;

import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.hub.HubDevice;
import berth.core.hub.HubPlace;
import berth.core.hub.HubStore;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A hub store that hands every call on, for those that change what happens to a few.
public abstract class ForwardingHubStore implements HubStore {
    private final HubStore store;

    protected ForwardingHubStore(HubStore store) {
        this.store = store;
    }

    @Override
    public List<EmbeddedHubDefinition> hubs() {
        return store.hubs();
    }

    @Override
    public Optional<EmbeddedHubDefinition> hub(HubHostName hub) {
        return store.hub(hub);
    }

    @Override
    public boolean holds(HubHostName hub) {
        return store.holds(hub);
    }

    @Override
    public <A> A changeHub(
            HubHostName hub,
            Function<Optional<EmbeddedHubDefinition>, Change<EmbeddedHubDefinition, A>> decision) {
        return store.changeHub(hub, decision);
    }

    @Override
    public Optional<HubDevice> device(HubHostName hub, DeviceId deviceId) {
        return store.device(hub, deviceId);
    }

    @Override
    public Page<HubDevice> devices(HubHostName hub, Page.Request page) {
        return store.devices(hub, page);
    }

    @Override
    public DeviceCounts counts(HubHostName hub) {
        return store.counts(hub);
    }

    @Override
    public int forgetTombstones(Duration olderThan, int limit) {
        return store.forgetTombstones(olderThan, limit);
    }

    @Override
    public <A> A changeDevice(
            HubHostName hub,
            DeviceId deviceId,
            Function<Optional<HubPlace>, Change<HubPlace, A>> decision) {
        return store.changeDevice(hub, deviceId, decision);
    }
}
