package berth.hub.endpoint;

import berth.core.audit.Caller;
import berth.core.hub.HubDevice;
import berth.core.hub.HubError;
import berth.core.hub.TwinPatch;
import berth.core.id.DeviceId;
import berth.hub.registry.EmbeddedHub;
import berth.hub.registry.HubOutcome;
import berth.hub.registry.Precondition;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;
import berth.wire.json.BadDocument;
import berth.wire.json.DeviceTwinJson;
import berth.wire.json.MalformedJson;

/// The operations on twins, for one caller who may. Without a condition they are unconditional.
record TwinOperations(EmbeddedHub hub, Caller caller, HubReplies replies) {

    /// How a twin is written, once the request is read.
    private interface Write {
        HubOutcome apply(TwinPatch patch, Precondition.Present precondition);
    }

    HttpReply get(DeviceId deviceId) {
        return hub.device(deviceId)
                .map(this::twin)
                .orElseGet(
                        () ->
                                replies.error(
                                        HubError.DEVICE_NOT_FOUND,
                                        "Device " + deviceId + " is not registered"));
    }

    HttpReply patch(DeviceId deviceId, HttpRequest request) {
        return write(request, (patch, when) -> hub.patchTwin(deviceId, patch, when, caller));
    }

    HttpReply replace(DeviceId deviceId, HttpRequest request) {
        return write(request, (whole, when) -> hub.replaceTwin(deviceId, whole, when, caller));
    }

    private HttpReply write(HttpRequest request, Write write) {
        try {
            var patch = DeviceTwinJson.read(Bodies.object(request));
            return switch (write.apply(patch, Conditions.ofExisting(request))) {
                case HubOutcome.Done(var device) -> twin(device);
                case HubOutcome.Refused refused -> replies.error(refused);
            };
        } catch (MalformedJson e) {
            return replies.error(e);
        } catch (BadDocument e) {
            return replies.error(e);
        }
    }

    private HttpReply twin(HubDevice device) {
        return replies.ok(DeviceTwinJson.write(device), device.twin().etag());
    }
}
