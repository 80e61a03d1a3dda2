package berth.hub;

import berth.core.change.Change;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.hub.HubPlace;
import berth.core.hub.HubStore;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.testkit.store.ForwardingHubStore;

import java.util.Optional;
import java.util.function.Function;

/// Shows every decision its row twice, as a store that has to retry would, so that a decision that
/// does not come out the same is found out.
public final class RepeatingHubStore extends ForwardingHubStore {
    public RepeatingHubStore(HubStore store) {
        super(store);
    }

    @Override
    public <A> A changeHub(
            HubHostName hub,
            Function<Optional<EmbeddedHubDefinition>, Change<EmbeddedHubDefinition, A>> decision) {
        return super.changeHub(hub, twice(decision));
    }

    @Override
    public <A> A changeDevice(
            HubHostName hub,
            DeviceId deviceId,
            Function<Optional<HubPlace>, Change<HubPlace, A>> decision) {
        return super.changeDevice(hub, deviceId, twice(decision));
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
