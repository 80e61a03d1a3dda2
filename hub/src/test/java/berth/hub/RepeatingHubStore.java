package berth.hub;

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

/// Shows every decision its row twice, as a store that has to retry would, so that a decision that
/// does not come out the same is found out.
public record RepeatingHubStore(HubStore store) implements HubStore {
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
        return store.changeHub(hub, twice(decision));
    }

    @Override
    public Optional<HubDevice> device(HubHostName hub, DeviceId deviceId) {
        return store.device(hub, deviceId);
    }

    @Override
    public <A> A changeDevice(
            HubHostName hub,
            DeviceId deviceId,
            Function<Optional<HubPlace>, Change<HubPlace, A>> decision) {
        return store.changeDevice(hub, deviceId, twice(decision));
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

    private static <R, A> Function<Optional<R>, Change<R, A>> twice(
            Function<Optional<R>, Change<R, A>> decision) {
        return stored -> {
            var change = decision.apply(stored);
            var again = decision.apply(stored);
            if (!change.equals(again)) {
                throw new IllegalStateException("not repeatable: " + change + ", " + again);
            }
            return change;
        };
    }
}
