package berth.connector.hub;

import berth.connector.hub.HubStep.Ask;
import berth.core.hub.DeviceRemoval;

/// How an identity is removed: read, judged, and deleted only as it was read. What a newer order
/// has marked stays, and what the removal's extent does not reach. Source: reliability, section
/// 4.1.
record Removal(DeviceRemoval removal) {
    HubStep start() {
        return look(1);
    }

    private HubStep look(int round) {
        if (round > HubStep.ROUNDS_MAX) {
            return HubStep.overtaken(removal.deviceId());
        }
        var call = new HubCall.ReadIdentity(removal.deviceId());
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
        if (found.get().newerThan(removal.marker())) {
            return HubStep.superseded(found.get());
        }
        return switch (removal.extent()) {
            case UP_TO_MARKER -> delete(identity, round);
            case CREATED_BY_MARKER ->
                    found.get().equals(removal.marker()) && identity.isAsCreated()
                            ? delete(identity, round)
                            : HubStep.done(false);
        };
    }

    private HubStep judgeTag(StoredIdentity identity, int round) {
        var call = new HubCall.ReadTwin(removal.deviceId());
        return new Ask(
                call,
                reply ->
                        switch (reply) {
                            case HubReply.Twin(var twin) -> judgeTag(identity, twin, round);
                            case HubReply.Missing _ -> look(round + 1);
                            default -> HubStep.otherwise(call, reply);
                        });
    }

    private HubStep judgeTag(StoredIdentity identity, StoredTwin twin, int round) {
        var newer = twin.marker().filter(tag -> tag.newerThan(removal.marker()));
        if (newer.isPresent()) {
            return HubStep.superseded(newer.get());
        }
        return switch (removal.extent()) {
            case UP_TO_MARKER -> delete(identity, round);
            case CREATED_BY_MARKER -> HubStep.done(false);
        };
    }

    private HubStep delete(StoredIdentity identity, int round) {
        var call = new HubCall.DeleteIdentity(removal.deviceId(), identity.etag());
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
