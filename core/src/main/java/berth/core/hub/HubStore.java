package berth.core.hub;

import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Keeps the embedded hubs, their devices and twins. Calls block; a change is durable when its call
/// returns.
///
/// @see berth.core.error.StoreUnavailable which every method may throw
public interface HubStore {
    List<EmbeddedHubDefinition> hubs();

    /// Shows the stored definition to `decision` and carries out what it wants.
    <A> A changeHub(
            HubHostName hub,
            Function<Optional<EmbeddedHubDefinition>, Change<EmbeddedHubDefinition, A>> decision);

    Optional<HubDevice> device(HubHostName hub, DeviceId deviceId);

    /// Shows the stored device to `decision` and carries out what it wants, in one transaction.
    <A> A changeDevice(
            HubHostName hub,
            DeviceId deviceId,
            Function<Optional<HubDevice>, Change<HubDevice, A>> decision);

    /// In the order of device IDs.
    Page<HubDevice> devices(HubHostName hub, Page.Request page);

    DeviceCounts counts(HubHostName hub);

    /// How many devices a hub holds.
    record DeviceCounts(long total, long enabled) {
        public long disabled() {
            return total - enabled;
        }
    }
}
