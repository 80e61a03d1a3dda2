package berth.hub.registry;

import berth.core.access.AccessPolicy;
import berth.core.access.HubRight;
import berth.core.audit.Caller;
import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.error.StoreUnavailable;
import berth.core.hub.DeviceDraft;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.DeviceTwin;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubDevice;
import berth.core.hub.HubMarker;
import berth.core.hub.HubPlace;
import berth.core.hub.HubRegistry;
import berth.core.hub.HubStore;
import berth.core.hub.HubUnreachable;
import berth.core.hub.TwinPatch;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// One embedded hub, as its operators and a provisioning service see it. Holds no state; safe for
/// any number of threads if `random` is.
///
/// The methods of [HubRegistry] answer [HubAnswer.Unknown] or throw [HubUnreachable] when the store
/// cannot answer, as a remote hub would; the operators' methods throw [StoreUnavailable].
public final class EmbeddedHub implements HubRegistry {
    private static final Caller REWRITER = new Caller("system:roles", "", "");
    private static final TwinPatch NO_DESIRED = new TwinPatch(null, JsonObject.EMPTY);

    private final HubHostName hostName;
    private final HubStore store;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final RoleBooks roles;
    private final DeviceNews news;

    EmbeddedHub(
            HubHostName hostName,
            HubStore store,
            InstantSource clock,
            RandomGenerator random,
            RoleBooks roles,
            DeviceNews news) {
        this.hostName = hostName;
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.roles = roles;
        this.news = news;
    }

    public HubHostName hostName() {
        return hostName;
    }

    /// The shared access policies as they are now. A hub that is gone has none.
    public List<AccessPolicy<HubRight>> policies() {
        return store.hub(hostName).map(EmbeddedHubDefinition::policies).orElse(List.of());
    }

    @Override
    public HubAnswer provision(DeviceOrder order) {
        var takeover =
                new Takeover(hostName(), order, roles.of(hostName), Chance.draw(clock, random));
        return answer(order.deviceId(), takeover::decide);
    }

    @Override
    public Optional<DeviceIdentity> find(DeviceId deviceId) {
        try {
            return device(deviceId).map(HubDevice::identity);
        } catch (StoreUnavailable e) {
            throw new HubUnreachable(hostName(), "find " + deviceId, e);
        }
    }

    @Override
    public Optional<DeviceTwin> twin(DeviceId deviceId) {
        try {
            return device(deviceId).map(HubDevice::twin);
        } catch (StoreUnavailable e) {
            throw new HubUnreachable(hostName(), "read the twin of " + deviceId, e);
        }
    }

    @Override
    public HubAnswer remove(DeviceRemoval removal) {
        var eviction = new Eviction(hostName(), removal, Chance.draw(clock, random).now());
        return answer(removal.deviceId(), eviction::decide);
    }

    @Override
    public HubAnswer setEnabled(DeviceId deviceId, HubMarker marker, boolean enabled) {
        var switching = new Switching(hostName(), marker, enabled, Chance.draw(clock, random));
        return answer(deviceId, switching::decide);
    }

    private HubAnswer answer(
            DeviceId deviceId, Function<Optional<HubPlace>, Change<HubPlace, HubAnswer>> decision) {
        try {
            return change(deviceId, Seen.replacing(), decision);
        } catch (StoreUnavailable e) {
            return new HubAnswer.Unknown(
                    "the embedded hub's " + e.getMessage(), false, Duration.ZERO);
        }
    }

    public Optional<HubDevice> device(DeviceId deviceId) {
        return store.device(hostName(), deviceId);
    }

    /// In the order of their IDs.
    public Page<HubDevice> devices(Page.Request page) {
        return store.devices(hostName(), page);
    }

    /// The first devices in the order of their IDs.
    ///
    /// @param top 1 to 1000
    public List<HubDevice> devices(int top) {
        return store.devices(hostName(), new Page.Request("", top)).items();
    }

    public HubStore.DeviceCounts counts() {
        return store.counts(hostName());
    }

    /// Creates or replaces an identity.
    public HubOutcome write(DeviceDraft draft, Precondition precondition, Caller caller) {
        return write(draft, precondition, TwinPatch.NOTHING, null, caller);
    }

    /// Creates or replaces an identity and merges `twin` into its twin, both or neither.
    ///
    /// @param twinEtag the etag an existing twin must have, or null for any
    public HubOutcome write(
            DeviceDraft draft,
            Precondition precondition,
            TwinPatch twin,
            @Nullable ETag twinEtag,
            Caller caller) {
        var change = change(draft.deviceId(), caller);
        return change(
                draft.deviceId(),
                Seen.merging(twin),
                stored -> change.write(draft, precondition, twin, twinEtag, stored));
    }

    /// Deletes an identity with everything that belongs to it. `precondition` says what becomes of
    /// a missing one.
    public HubOutcome delete(DeviceId deviceId, Precondition.Present precondition, Caller caller) {
        var change = change(deviceId, caller);
        return change(deviceId, Seen.replacing(), stored -> change.delete(precondition, stored));
    }

    /// Merges into tags and desired properties what `patch` mentions, for a caller who may give
    /// roles.
    public HubOutcome patchTwin(
            DeviceId deviceId, TwinPatch patch, Precondition.Present precondition, Caller caller) {
        return patchTwin(deviceId, patch, precondition, caller, true);
    }

    /// Merges into tags and desired properties what `patch` mentions.
    ///
    /// @param mayAssignRoles whether the caller may change the tag that gives a role
    public HubOutcome patchTwin(
            DeviceId deviceId,
            TwinPatch patch,
            Precondition.Present precondition,
            Caller caller,
            boolean mayAssignRoles) {
        var change = change(deviceId, caller, mayAssignRoles);
        return change(
                deviceId,
                Seen.merging(patch),
                stored -> change.patchTwin(patch, precondition, stored));
    }

    /// Overwrites tags and desired properties, for a caller who may give roles.
    public HubOutcome replaceTwin(
            DeviceId deviceId, TwinPatch whole, Precondition.Present precondition, Caller caller) {
        return replaceTwin(deviceId, whole, precondition, caller, true);
    }

    /// Overwrites tags and desired properties.
    ///
    /// @param mayAssignRoles whether the caller may change the tag that gives a role
    public HubOutcome replaceTwin(
            DeviceId deviceId,
            TwinPatch whole,
            Precondition.Present precondition,
            Caller caller,
            boolean mayAssignRoles) {
        var change = change(deviceId, caller, mayAssignRoles);
        return change(
                deviceId,
                Seen.replacing(),
                stored -> change.replaceTwin(whole, precondition, stored));
    }

    /// Whether the device's twin tells something else of its role than is true now.
    boolean tellsAnotherRole(HubDevice device) {
        var role = device.identity().role();
        return role != null && RoleTag.tellsAnother(device, roles.of(hostName));
    }

    /// Tells a device what its role allows now.
    void tellRole(DeviceId deviceId) {
        var change = change(deviceId, REWRITER);
        var _ = change(deviceId, Seen.merging(NO_DESIRED), change::tellRole);
    }

    private DeviceChange change(DeviceId deviceId, Caller caller) {
        return change(deviceId, caller, true);
    }

    private DeviceChange change(DeviceId deviceId, Caller caller, boolean mayAssignRoles) {
        return new DeviceChange(
                hostName(),
                deviceId,
                caller,
                new RoleGuard(roles.of(hostName), mayAssignRoles),
                Chance.draw(clock, random));
    }

    /// Changes a device and tells of it.
    private <A> A change(
            DeviceId deviceId,
            Seen seen,
            Function<Optional<HubPlace>, Change<HubPlace, A>> decision) {
        A answer;
        try {
            answer =
                    store.changeDevice(
                            hostName, deviceId, stored -> seen.of(stored, decision.apply(stored)));
        } catch (StoreUnavailable e) {
            if (!e.outcomeKnown()) {
                news.unsure(hostName, deviceId);
            }
            throw e;
        }
        seen.tell(news, hostName, deviceId);
        return answer;
    }
}
