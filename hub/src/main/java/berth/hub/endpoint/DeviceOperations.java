package berth.hub.endpoint;

import berth.core.audit.AuditLog;
import berth.core.audit.Caller;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.HubDevice;
import berth.core.hub.HubError;
import berth.core.id.DeviceId;
import berth.core.json.JsonArray;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.hub.registry.EmbeddedHub;
import berth.hub.registry.HubOutcome;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;
import berth.wire.json.BadDocument;
import berth.wire.json.DeviceIdentityJson;
import berth.wire.json.MalformedJson;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;

/// The identity registry's operations, for one caller who may. Keys leave here, in clear, because
/// the contract says so; whoever reads them leaves an audit entry.
record DeviceOperations(
        EmbeddedHub hub, Caller caller, AuditLog audit, InstantSource clock, HubReplies replies) {

    HttpReply get(DeviceId deviceId) {
        var device = hub.device(deviceId);
        if (device.isEmpty()) {
            return replies.error(
                    HubError.DEVICE_NOT_FOUND, "Device " + deviceId + " is not registered");
        }
        disclosed(deviceId.value(), List.of(device.get()));
        return identity(device.get());
    }

    HttpReply list(int top) {
        var devices = hub.devices(top);
        disclosed("*", devices);
        return replies.ok(
                new JsonArray(
                        devices.stream()
                                .<JsonValue>map(
                                        device -> DeviceIdentityJson.write(device.identity()))
                                .toList()));
    }

    HttpReply put(DeviceId deviceId, HttpRequest request) {
        try {
            var draft = DeviceIdentityJson.read(deviceId, Bodies.object(request));
            return switch (hub.write(draft, Conditions.ofDevicePut(request), caller)) {
                case HubOutcome.Done(var device) -> identity(device);
                case HubOutcome.Refused refused -> replies.error(refused);
            };
        } catch (MalformedJson e) {
            return replies.error(e);
        } catch (BadDocument e) {
            return replies.error(e);
        }
    }

    HttpReply delete(DeviceId deviceId, HttpRequest request) {
        try {
            return switch (hub.delete(deviceId, Conditions.ofExisting(request), caller)) {
                case HubOutcome.Done _ -> replies.noContent();
                case HubOutcome.Refused refused -> replies.error(refused);
            };
        } catch (BadDocument e) {
            return replies.error(e);
        }
    }

    HttpReply statistics() {
        var counts = hub.counts();
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("totalDeviceCount", JsonNumber.of(counts.total()));
        members.put("enabledDeviceCount", JsonNumber.of(counts.enabled()));
        members.put("disabledDeviceCount", JsonNumber.of(counts.disabled()));
        return replies.ok(new JsonObject(members));
    }

    /// No device can connect to this hub, so none is connected.
    HttpReply connections() {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("connectedDeviceCount", JsonNumber.of(0));
        return replies.ok(new JsonObject(members));
    }

    private HttpReply identity(HubDevice device) {
        return replies.ok(DeviceIdentityJson.write(device.identity()), device.identity().etag());
    }

    private void disclosed(String target, List<HubDevice> devices) {
        long withKeys =
                devices.stream()
                        .filter(
                                device ->
                                        device.identity().authentication()
                                                instanceof DeviceAuthentication.SymmetricKeys)
                        .count();
        if (withKeys > 0) {
            audit.append(
                    caller.event(
                            clock.instant(),
                            hub.hostName().value(),
                            "device-keys.disclosed",
                            target,
                            "ok"));
        }
    }
}
