package berth.core.hub;

import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Keeps the embedded hubs, their devices and twins. Calls block; a change is durable when its call
/// returns.
///
/// @see berth.core.error.StoreUnavailable which every method may throw
public interface HubStore {
    /// How long a tombstone is kept at least. Source: reliability, section 4.1.
    Duration TOMBSTONE_KEPT = Duration.ofHours(24);

    List<EmbeddedHubDefinition> hubs();

    Optional<EmbeddedHubDefinition> hub(HubHostName hub);

    /// Whether there is such a hub. Opens no secrets, so that it can be asked at every order.
    boolean holds(HubHostName hub);

    /// Shows the stored definition to `decision` and carries out what it wants.
    <A> A changeHub(
            HubHostName hub,
            Function<Optional<EmbeddedHubDefinition>, Change<EmbeddedHubDefinition, A>> decision);

    /// Empty also where only a tombstone is left.
    Optional<HubDevice> device(HubHostName hub, DeviceId deviceId);

    /// Shows what is stored at a device's place to `decision` and carries out what it wants, in one
    /// transaction: to put a tombstone is to remove the device, and to put a device removes the
    /// tombstone. A device put there must have that ID.
    <A> A changeDevice(
            HubHostName hub,
            DeviceId deviceId,
            Function<Optional<HubPlace>, Change<HubPlace, A>> decision);

    /// In the order of device IDs, without tombstones.
    Page<HubDevice> devices(HubHostName hub, Page.Request page);

    DeviceCounts counts(HubHostName hub);

    /// Forgets tombstones older than `olderThan` by the store's clock, the oldest first, at most
    /// `limit` of them. Answers how many.
    ///
    /// @throws IllegalArgumentException when `olderThan` is less than [#TOMBSTONE_KEPT]
    int forgetTombstones(Duration olderThan, int limit);

    /// How many devices a hub holds.
    record DeviceCounts(long total, long enabled) {
        public long disabled() {
            return total - enabled;
        }
    }
}
