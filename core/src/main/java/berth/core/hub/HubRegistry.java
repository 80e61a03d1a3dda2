package berth.core.hub;

import berth.core.id.DeviceId;

import java.util.Optional;

/// What a provisioning service does in one hub, embedded or remote. Calls block, at most 10 s.
/// Every write is conditional on the marker: no write of an older generation overtakes a newer one.
///
/// Source: reliability, section 4.1; iot-hub-protocol, section 8.
public interface HubRegistry {
    /// Makes `order` true: creates the identity with its twin, or takes over the one that is there.
    HubAnswer provision(DeviceOrder order);

    /// The identity as the hub holds it.
    ///
    /// @throws HubUnreachable when there is no definite answer
    Optional<DeviceIdentity> find(DeviceId deviceId);

    /// The twin as the hub holds it.
    ///
    /// @throws HubUnreachable when there is no definite answer
    Optional<DeviceTwin> twin(DeviceId deviceId);

    /// Removes the identity as far as the removal's extent goes. A missing identity is success, and
    /// so is one that the extent leaves alone: [HubAnswer.Done] without creation.
    HubAnswer remove(DeviceRemoval removal);

    /// Enables or disables the identity if its marker is not newer than `marker`, and takes it
    /// over: it carries `marker` from then on, and no removal takes it for one that `marker`
    /// created. A missing identity stays missing, which is success too. Answers [HubAnswer.Done]
    /// without creation.
    HubAnswer setEnabled(DeviceId deviceId, HubMarker marker, boolean enabled);
}
