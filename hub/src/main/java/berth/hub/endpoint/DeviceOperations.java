package berth.hub.endpoint;

import berth.core.audit.AuditLog;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.HubClient;
import berth.core.hub.HubDevice;
import berth.core.hub.HubError;
import berth.core.id.DeviceId;
import berth.core.json.JsonArray;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.hub.registry.HubOutcome;
import berth.net.http.HttpReply;
import berth.wire.json.BadDocument;
import berth.wire.json.DeviceIdentityJson;
import berth.wire.json.MalformedJson;

import java.util.LinkedHashMap;
import java.util.List;

/// The identity registry's operations on devices. Keys leave here, in clear, because the contract
/// says so; whoever reads them leaves an audit entry.
record DeviceOperations(Asked asked, AuditLog audit) {

    HttpReply get(DeviceId deviceId) {
        var device = asked.hub().device(deviceId);
        if (device.isEmpty()) {
            return asked.replies()
                    .error(HubError.DEVICE_NOT_FOUND, "Device " + deviceId + " is not registered");
        }
        disclosed(deviceId.value(), List.of(device.get()));
        return identity(device.get());
    }

    HttpReply list(int top) {
        var devices = asked.hub().devices(top);
        disclosed("*", devices);
        return asked.replies()
                .ok(new JsonArray(devices.stream().<JsonValue>map(this::document).toList()));
    }

    HttpReply put(DeviceId deviceId) {
        var replies = asked.replies();
        try {
            var draft = DeviceIdentityJson.read(deviceId, Bodies.object(asked.request()));
            var strange = new GatewayScopes(asked.hub()).complaint(draft);
            if (strange.isPresent()) {
                return replies.error(HubError.INVALID_DEVICE_SCOPE, strange.get());
            }
            var condition = Conditions.ofPut(asked.request(), HubError.DEVICE_ALREADY_EXISTS);
            return switch (asked.hub().write(draft, condition, asked.caller())) {
                case HubOutcome.Done(var device) -> identity(device);
                case HubOutcome.Refused refused -> replies.error(refused);
            };
        } catch (MalformedJson e) {
            return replies.error(e);
        } catch (BadDocument e) {
            return replies.error(e);
        }
    }

    HttpReply delete(DeviceId deviceId) {
        var replies = asked.replies();
        try {
            var condition = Conditions.ofExisting(asked.request(), HubError.DEVICE_NOT_FOUND);
            return switch (asked.hub().delete(deviceId, condition, asked.caller())) {
                case HubOutcome.Done _ -> replies.noContent();
                case HubOutcome.Refused refused -> replies.error(refused);
            };
        } catch (BadDocument e) {
            return replies.error(e);
        }
    }

    HttpReply statistics() {
        var counts = asked.hub().counts();
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("totalDeviceCount", JsonNumber.of(counts.total()));
        members.put("enabledDeviceCount", JsonNumber.of(counts.enabled()));
        members.put("disabledDeviceCount", JsonNumber.of(counts.disabled()));
        return asked.replies().ok(new JsonObject(members));
    }

    HttpReply connections() {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("connectedDeviceCount", JsonNumber.of(asked.live().connectedCount()));
        return asked.replies().ok(new JsonObject(members));
    }

    private HttpReply identity(HubDevice device) {
        return asked.replies().ok(document(device), device.identity().etag());
    }

    private JsonObject document(HubDevice device) {
        return DeviceIdentityJson.write(
                device.identity(),
                asked.activity(HubClient.device(device.deviceId())),
                asked.isGateway(device));
    }

    private void disclosed(String target, List<HubDevice> devices) {
        if (devices.stream()
                .map(device -> device.identity().authentication())
                .anyMatch(DeviceAuthentication.SymmetricKeys.class::isInstance)) {
            audit.append(
                    asked.caller()
                            .event(
                                    asked.clock().instant(),
                                    asked.hub().hostName().value(),
                                    "device-keys.disclosed",
                                    target,
                                    "ok"));
        }
    }
}
