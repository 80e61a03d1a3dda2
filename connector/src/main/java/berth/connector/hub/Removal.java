package berth.connector.hub;

import berth.connector.hub.HubStep.Ask;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubMarker;
import berth.core.id.DeviceId;

/// How an identity is removed: read, judged, and deleted only as it was read. What a newer order
/// has marked stays. Source: reliability, section 4.1.
record Removal(DeviceId deviceId, HubMarker marker) {
    HubStep start() {
        return look(1);
    }

    private HubStep look(int round) {
        if (round > Provisioning.ROUNDS_MAX) {
            return HubStep.later(
                    "%s was changed by others %d times in a row"
                            .formatted(deviceId, Provisioning.ROUNDS_MAX));
        }
        var call = new HubCall.ReadIdentity(deviceId);
        return new Ask(
                call,
                reply ->
                        switch (reply) {
                            case HubReply.Identity(var identity) -> judge(identity, round);
                            case HubReply.Missing _ -> HubStep.done(false);
                            default -> HubStep.otherwise(call, reply);
                        });
    }

    private HubStep judge(StoredIdentity identity, int round) {
        var found = identity.marker();
        if (found.isEmpty()) {
            return judgeTag(identity, round);
        }
        return found.get().newerThan(marker)
                ? new HubStep.End(new HubAnswer.Superseded(found.get()))
                : delete(identity, round);
    }

    private HubStep judgeTag(StoredIdentity identity, int round) {
        var call = new HubCall.ReadTwin(deviceId);
        return new Ask(
                call,
                reply ->
                        switch (reply) {
                            case HubReply.Twin(var twin) -> {
                                var newer = twin.marker().filter(tag -> tag.newerThan(marker));
                                yield newer.<HubStep>map(
                                                tag ->
                                                        new HubStep.End(
                                                                new HubAnswer.Superseded(tag)))
                                        .orElseGet(() -> delete(identity, round));
                            }
                            case HubReply.Missing _ -> look(round + 1);
                            default -> HubStep.otherwise(call, reply);
                        });
    }

    private HubStep delete(StoredIdentity identity, int round) {
        var call = new HubCall.DeleteIdentity(deviceId, identity.etag());
        return new Ask(
                call,
                reply ->
                        switch (reply) {
                            case HubReply.Written _, HubReply.Missing _ -> HubStep.done(false);
                            case HubReply.Stale _ -> look(round + 1);
                            default -> HubStep.otherwise(call, reply);
                        });
    }
}
