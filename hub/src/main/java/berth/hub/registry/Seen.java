package berth.hub.registry;

import berth.core.change.Change;
import berth.core.hub.HubDevice;
import berth.core.hub.HubPlace;
import berth.core.hub.TwinPatch;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.hub.registry.DeviceNews.Desired;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// What a decision saw and wanted, for those who are told afterwards. A decision may be repeated:
/// the last time counts.
final class Seen {
    private final @Nullable JsonObject patch;
    private @Nullable HubDevice before;
    private @Nullable HubDevice after;
    private boolean written;

    private Seen(@Nullable JsonObject patch) {
        this.patch = patch;
    }

    /// Of a change that merges into the desired properties.
    static Seen merging(TwinPatch patch) {
        var desired = patch.desired();
        return new Seen(desired == null ? JsonObject.EMPTY : desired);
    }

    /// Of a change that writes them anew, if at all.
    static Seen replacing() {
        return new Seen(null);
    }

    <A> Change<HubPlace, A> of(Optional<HubPlace> stored, Change<HubPlace, A> change) {
        before = stored.flatMap(MarkerPlace::occupant).orElse(null);
        switch (change) {
            case Change.Put<HubPlace, A>(var place, _, _) -> {
                after = MarkerPlace.occupant(place).orElse(null);
                written = true;
            }
            case Change.Update<HubPlace, A>(var place, _) -> {
                after = MarkerPlace.occupant(place).orElse(null);
                written = true;
            }
            case Change.Remove<HubPlace, A> _ -> {
                after = null;
                written = true;
            }
            case Change.Leave<HubPlace, A> _ -> written = false;
        }
        return change;
    }

    void tell(DeviceNews news, HubHostName hub, DeviceId deviceId) {
        if (written) {
            news.changed(hub, deviceId, before, after, desired());
        }
    }

    private Desired desired() {
        var was = before;
        var is = after;
        if (is == null
                || (was != null
                        && was.twin().desired().version() == is.twin().desired().version())) {
            return new Desired.Untouched();
        }
        var merged = patch;
        return merged == null
                ? new Desired.Replaced()
                : new Desired.Merged(RoleTag.told(merged, was, is));
    }
}
