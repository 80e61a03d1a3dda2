package berth.connector.hub;

import berth.connector.hub.HubStep.Ask;
import berth.core.hub.HubMarker;
import berth.core.id.DeviceId;

/// How an identity is enabled or disabled: read, judged, and written only as it was read, with the
/// marker that takes it over in the same request. What a newer order has marked stays.
///
/// An operator's own `statusReason` stays, and the marker goes into a twin tag before the status is
/// written: whoever reads the identity after that reads the tag too.
///
/// Source: reliability, section 4.1.
record Switching(DeviceId deviceId, HubMarker marker, boolean enabled) {
    HubStep start() {
        return look(1);
    }

    private HubStep look(int round) {
        if (round > HubStep.ROUNDS_MAX) {
            return HubStep.overtaken(deviceId);
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
        if (found.get().newerThan(marker)) {
            return HubStep.superseded(found.get());
        }
        boolean ours = found.get().equals(marker);
        if (ours && identity.takenOver() && identity.isEnabled() == enabled) {
            return fence();
        }
        // What we created ourselves no older order has ever read.
        return replace(identity, round, ours && !identity.takenOver() ? done() : fence());
    }

    /// Without a marker on the identity there may be one in the twin.
    private HubStep judgeTag(StoredIdentity identity, int round) {
        var call = new HubCall.ReadTwin(deviceId);
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
        var newer = twin.marker().filter(tag -> tag.newerThan(marker));
        if (newer.isPresent()) {
            return HubStep.superseded(newer.get());
        }
        if (!identity.carriesOperatorsText()) {
            return replace(identity, round, fence());
        }
        // The identity is written even if its status is right: its etag must not be one that an
        // older order knows.
        boolean tagged = twin.marker().filter(marker::equals).isPresent();
        return tagged ? replace(identity, round, done()) : writeTag(identity, twin, round);
    }

    private HubStep writeTag(StoredIdentity identity, StoredTwin twin, int round) {
        var call = new HubCall.PatchTwin(deviceId, Documents.markerPatch(marker), twin.etag());
        return new Ask(
                call,
                reply ->
                        switch (reply) {
                            case HubReply.Written _ -> replace(identity, round, done());
                            case HubReply.Stale _, HubReply.Missing _ -> look(round + 1);
                            default -> HubStep.otherwise(call, reply);
                        });
    }

    private HubStep replace(StoredIdentity identity, int round, HubStep then) {
        var call =
                new HubCall.ReplaceIdentity(
                        deviceId, identity.switchedBy(marker, enabled), identity.etag());
        return new Ask(
                call,
                reply ->
                        switch (reply) {
                            case HubReply.Written _ -> then;
                            case HubReply.Stale _, HubReply.Missing _ -> look(round + 1);
                            default -> HubStep.otherwise(call, reply);
                        });
    }

    private HubStep fence() {
        return new TwinFence(deviceId, marker).start();
    }

    private static HubStep done() {
        return HubStep.done(false);
    }
}
