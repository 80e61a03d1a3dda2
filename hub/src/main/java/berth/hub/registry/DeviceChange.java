package berth.hub.registry;

import berth.core.audit.AuditEvent;
import berth.core.audit.Caller;
import berth.core.change.Change;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceDraft;
import berth.core.hub.DeviceDraft.AuthenticationWish;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.DeviceTwin;
import berth.core.hub.HubDevice;
import berth.core.hub.HubError;
import berth.core.hub.HubPlace;
import berth.core.hub.TwinPatch;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.HubHostName;
import berth.hub.twin.TwinOutcome;
import berth.hub.twin.Twins;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.Optional;

/// How an operator's requests change the registry, each decided inside one transaction.
///
/// @param caller who asks, for the audit entry
record DeviceChange(
        HubHostName hub, DeviceId deviceId, Caller caller, RoleGuard guard, Chance chance) {

    /// Creates or replaces the identity. What `twin` mentions is merged into the twin, the new one
    /// or the one that is there.
    ///
    /// @param twinEtag the etag an existing twin must have if `twin` mentions anything, or null
    Change<HubPlace, HubOutcome> write(
            DeviceDraft draft,
            Precondition precondition,
            TwinPatch twin,
            @Nullable ETag twinEtag,
            Optional<HubPlace> place) {
        var stored = occupant(place);
        var violated = precondition.violatedBy(identityEtag(stored));
        if (violated.isPresent()) {
            return refuse(violated.get());
        }
        if (stored.isEmpty()) {
            return create(created(draft), twin, place);
        }
        var device = stored.get();
        if (!twin.isNothing()
                && new Precondition.Either(twinEtag).violatedBy(device.twin().etag()).isPresent()) {
            return refuse(HubError.PRECONDITION_FAILED);
        }
        var updated = device.with(updated(device.identity(), draft));
        return finish(
                device,
                updated,
                twin,
                Twins.patch(device.twin(), twin, chance.now()),
                "device.updated");
    }

    /// A device that carried a marker leaves it behind, so that no order that is older than it
    /// brings the device back.
    Change<HubPlace, HubOutcome> delete(Precondition precondition, Optional<HubPlace> place) {
        var stored = occupant(place);
        var violated = precondition.violatedBy(identityEtag(stored));
        if (violated.isPresent()) {
            return refuse(violated.get());
        }
        var device = stored.orElseThrow();
        var done = new HubOutcome.Done(device);
        var event = event("device.deleted");
        return MarkerPlace.markerOf(device)
                .<Change<HubPlace, HubOutcome>>map(
                        marker ->
                                new Change.Put<>(
                                        new HubPlace.Vacated(marker, chance.now()), done, event))
                .orElseGet(() -> new Change.Remove<>(done, event));
    }

    Change<HubPlace, HubOutcome> patchTwin(
            TwinPatch patch, Precondition precondition, Optional<HubPlace> place) {
        var stored = occupant(place);
        var violated = precondition.violatedBy(twinEtag(stored));
        if (violated.isPresent()) {
            return refuse(violated.get());
        }
        var device = stored.orElseThrow();
        if (patch.isNothing()) {
            return new Change.Leave<>(new HubOutcome.Done(device));
        }
        return finish(
                device,
                device,
                patch,
                Twins.patch(device.twin(), patch, chance.now()),
                "twin.updated");
    }

    /// Tells the device what its role allows now. Leaves alone what is right.
    Change<HubPlace, HubOutcome> tellRole(Optional<HubPlace> place) {
        var stored = occupant(place);
        if (stored.isEmpty()) {
            return refuse(HubError.DEVICE_NOT_FOUND);
        }
        var device = stored.get();
        var told = RoleTag.aligned(device, device, guard.roles(), chance.now());
        return told.equals(device)
                ? new Change.Leave<>(new HubOutcome.Done(device))
                : new Change.Put<>(
                        new HubPlace.Occupied(told),
                        new HubOutcome.Done(told),
                        event("twin.role-told"));
    }

    Change<HubPlace, HubOutcome> replaceTwin(
            TwinPatch whole, Precondition precondition, Optional<HubPlace> place) {
        var stored = occupant(place);
        var violated = precondition.violatedBy(twinEtag(stored));
        if (violated.isPresent()) {
            return refuse(violated.get());
        }
        var device = stored.orElseThrow();
        return finish(
                device,
                device,
                whole,
                Twins.replace(device.twin(), whole, chance.now()),
                "twin.replaced");
    }

    private DeviceIdentity created(DeviceDraft draft) {
        return new DeviceIdentity(
                deviceId,
                chance.generationId(),
                chance.etag(),
                draft.enabled(),
                draft.statusReason(),
                chance.now(),
                authentication(draft.authentication(), chance.generatedKeys()),
                draft.iotEdge(),
                chance.now(),
                null,
                draft.gatewayScope(""));
    }

    private DeviceIdentity updated(DeviceIdentity old, DeviceDraft draft) {
        boolean sameStatus =
                old.enabled() == draft.enabled()
                        && Objects.equals(old.statusReason(), draft.statusReason());
        return new DeviceIdentity(
                deviceId,
                old.generationId(),
                chance.etag(),
                draft.enabled(),
                draft.statusReason(),
                sameStatus ? old.statusUpdatedAt() : chance.after(old.createdAt()),
                authentication(draft.authentication(), old.authentication()),
                draft.iotEdge(),
                old.createdAt(),
                old.role(),
                draft.gatewayScope(old.scope()));
    }

    private DeviceAuthentication authentication(
            AuthenticationWish wish, DeviceAuthentication unsaid) {
        return switch (wish) {
            case AuthenticationWish.Unsaid _ -> unsaid;
            case AuthenticationWish.GeneratedKeys _ -> chance.generatedKeys();
            case AuthenticationWish.Exactly(DeviceAuthentication wanted) -> wanted;
        };
    }

    /// What keeps older orders away from a tombstone keeps them away from the new device too.
    private Change<HubPlace, HubOutcome> create(
            DeviceIdentity identity, TwinPatch twin, Optional<HubPlace> place) {
        return switch (Twins.patch(Twins.fresh(chance.now()), twin, chance.now())) {
            case TwinOutcome.Broken(String rule) -> refuse(HubError.ARGUMENT_INVALID, rule);
            case TwinOutcome.Changed(DeviceTwin changed) -> {
                var device = new HubDevice(identity, changed);
                yield guarded(
                        null,
                        MarkerPlace.markerAt(place)
                                .map(marker -> MarkerPlace.carrying(marker, device))
                                .orElse(device),
                        twin,
                        "device.created");
            }
        };
    }

    private Change<HubPlace, HubOutcome> finish(
            HubDevice before, HubDevice after, TwinPatch patch, TwinOutcome twin, String action) {
        return switch (twin) {
            case TwinOutcome.Broken(String rule) -> refuse(HubError.ARGUMENT_INVALID, rule);
            case TwinOutcome.Changed(DeviceTwin changed) ->
                    guarded(
                            before,
                            MarkerPlace.keeping(before, after.with(changed)),
                            patch,
                            action);
        };
    }

    private Change<HubPlace, HubOutcome> guarded(
            @Nullable HubDevice before, HubDevice after, TwinPatch patch, String action) {
        return guard.judge(before, after, patch.desired())
                .<Change<HubPlace, HubOutcome>>map(Change.Leave::new)
                .orElseGet(() -> put(before, after, action));
    }

    private Change<HubPlace, HubOutcome> put(
            @Nullable HubDevice before, HubDevice after, String action) {
        var device = RoleTag.aligned(before, after, guard.roles(), chance.now());
        return new Change.Put<>(
                new HubPlace.Occupied(device), new HubOutcome.Done(device), event(action));
    }

    private Change<HubPlace, HubOutcome> refuse(HubError error) {
        return refuse(
                error,
                switch (error) {
                    case DEVICE_NOT_FOUND -> "Device " + deviceId + " is not registered";
                    case DEVICE_ALREADY_EXISTS ->
                            "A device with ID " + deviceId + " is already registered";
                    default ->
                            "Precondition failed: the etag of device "
                                    + deviceId
                                    + " does not match, or the device is not in the required state";
                });
    }

    private static Change<HubPlace, HubOutcome> refuse(HubError error, String message) {
        return new Change.Leave<>(new HubOutcome.Refused(error, message));
    }

    private AuditEvent event(String action) {
        return caller.event(chance.now(), hub.value(), action, deviceId.value(), "ok");
    }

    private static Optional<HubDevice> occupant(Optional<HubPlace> place) {
        return place.flatMap(MarkerPlace::occupant);
    }

    private static @Nullable ETag identityEtag(Optional<HubDevice> stored) {
        return stored.map(device -> device.identity().etag()).orElse(null);
    }

    private static @Nullable ETag twinEtag(Optional<HubDevice> stored) {
        return stored.map(device -> device.twin().etag()).orElse(null);
    }
}
