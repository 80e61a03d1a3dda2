package berth.hub.endpoint;

import berth.core.hub.HubClient;
import berth.core.hub.HubDevice;
import berth.core.hub.HubError;
import berth.core.hub.TwinPatch;
import berth.core.id.DeviceId;
import berth.hub.registry.HubOutcome;
import berth.hub.registry.Precondition;
import berth.net.http.HttpReply;
import berth.wire.json.BadDocument;
import berth.wire.json.DeviceTwinJson;
import berth.wire.json.MalformedJson;

/// The operations on the twins of devices. Without a condition they are unconditional.
record TwinOperations(Asked asked) {

    /// How a twin is written, once the request is read.
    private interface Write {
        HubOutcome apply(TwinPatch patch, Precondition.Present precondition);
    }

    HttpReply get(DeviceId deviceId) {
        return asked.hub()
                .device(deviceId)
                .map(this::twin)
                .orElseGet(
                        () ->
                                asked.replies()
                                        .error(
                                                HubError.DEVICE_NOT_FOUND,
                                                "Device " + deviceId + " is not registered"));
    }

    HttpReply patch(DeviceId deviceId) {
        return write(
                deviceId,
                (patch, when) ->
                        asked.hub()
                                .patchTwin(
                                        deviceId,
                                        patch,
                                        when,
                                        asked.caller(),
                                        asked.mayAssignRoles()));
    }

    HttpReply replace(DeviceId deviceId) {
        return write(
                deviceId,
                (whole, when) ->
                        asked.hub()
                                .replaceTwin(
                                        deviceId,
                                        whole,
                                        when,
                                        asked.caller(),
                                        asked.mayAssignRoles()));
    }

    private HttpReply write(DeviceId deviceId, Write write) {
        try {
            var patch = DeviceTwinJson.read(Bodies.object(asked.request()));
            var condition = Conditions.ofExisting(asked.request(), HubError.DEVICE_NOT_FOUND);
            return switch (write.apply(patch, condition)) {
                case HubOutcome.Done(var device) -> twin(device);
                case HubOutcome.Refused(var error, var message) ->
                        asked.refused(HubClient.device(deviceId), error, message);
            };
        } catch (MalformedJson e) {
            return asked.replies().error(e);
        } catch (BadDocument e) {
            return asked.replies().error(e);
        }
    }

    private HttpReply twin(HubDevice device) {
        var activity = asked.activity(HubClient.device(device.deviceId()));
        return asked.replies()
                .ok(
                        DeviceTwinJson.write(device, activity, asked.isGateway(device)),
                        device.twin().etag());
    }
}
