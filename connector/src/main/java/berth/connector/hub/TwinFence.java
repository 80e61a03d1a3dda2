package berth.connector.hub;

import berth.connector.hub.HubStep.Ask;
import berth.core.hub.HubMarker;
import berth.core.id.DeviceId;

/// How a twin that stays is kept from older orders, once the identity carries a newer marker: its
/// etag is moved on, so that a twin write of an older order that is still on its way meets another
/// one. An older marker among the tags is taken away.
///
/// Source: reliability, section 4.1.
record TwinFence(DeviceId deviceId, HubMarker marker) {
    HubStep start() {
        var call = new HubCall.ReadTwin(deviceId);
        return new Ask(
                call,
                reply ->
                        reply instanceof HubReply.Twin(var twin)
                                ? judge(twin)
                                : HubStep.otherwise(call, reply));
    }

    private HubStep judge(StoredTwin twin) {
        var newer = twin.marker().filter(found -> found.newerThan(marker));
        return newer.map(HubStep::superseded).orElseGet(() -> moveOn(twin));
    }

    /// If somebody else has changed the etag meanwhile, that serves as well.
    private HubStep moveOn(StoredTwin twin) {
        var call = new HubCall.PatchTwin(deviceId, Documents.noMarkerPatch(), twin.etag());
        return new Ask(
                call,
                reply ->
                        switch (reply) {
                            case HubReply.Written _, HubReply.Stale _ -> HubStep.done(false);
                            default -> HubStep.otherwise(call, reply);
                        });
    }
}
