package berth.connector.hub;

import berth.core.hub.HubError;
import berth.core.json.JsonObject;
import berth.testkit.hub.HubDevices;
import berth.testkit.hub.HubDevices.Outcome;
import berth.wire.json.BadDocument;

/// Carries calls out on devices in memory, without a wire between.
final class ModelHub {
    private ModelHub() {}

    static HubReply carryOut(HubCall call, HubDevices devices) {
        return switch (outcome(call, devices)) {
            case Outcome.Done(var body) -> {
                try {
                    yield switch (call) {
                        case HubCall.ReadIdentity _ ->
                                new HubReply.Identity(StoredIdentity.read(body));
                        case HubCall.ReadTwin _ -> new HubReply.Twin(StoredTwin.read(body));
                        default -> new HubReply.Written();
                    };
                } catch (BadDocument e) {
                    throw new AssertionError(e);
                }
            }
            case Outcome.Refused(HubError error) ->
                    switch (error) {
                        case DEVICE_ALREADY_EXISTS -> new HubReply.Exists();
                        case DEVICE_NOT_FOUND -> new HubReply.Missing();
                        case PRECONDITION_FAILED -> new HubReply.Stale();
                        default -> throw new AssertionError(error);
                    };
        };
    }

    private static Outcome outcome(HubCall call, HubDevices devices) {
        var id = call.deviceId().value();
        return switch (call) {
            case HubCall.Create(_, var identity) ->
                    devices.create(id, identity.json(), JsonObject.EMPTY);
            case HubCall.CreateWithTwin(_, var entry) ->
                    devices.create(id, entry.json(), entry.json());
            case HubCall.ReadIdentity _ -> devices.identity(id);
            case HubCall.ReplaceIdentity(_, var identity, var etag) ->
                    devices.replace(id, identity.json(), etag.value());
            case HubCall.DeleteIdentity(_, var etag) -> devices.delete(id, etag.value());
            case HubCall.ReadTwin _ -> devices.twin(id);
            case HubCall.PatchTwin(_, var patch, var etag) ->
                    devices.patchTwin(id, patch.json(), etag.value());
            case HubCall.ReplaceTwin(_, var twin, var etag) ->
                    devices.replaceTwin(id, twin.json(), etag.value());
        };
    }

    static boolean isWrite(HubCall call) {
        return !(call instanceof HubCall.ReadIdentity || call instanceof HubCall.ReadTwin);
    }
}
