package berth.connector.hub;

import berth.connector.hub.HubStep.Ask;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceOrder.TwinWrite;
import berth.wire.json.BadDocument;

/// How an order is carried out over a hub's service API, where identity and twin are two things,
/// others write too, and a write may arrive late.
///
/// | found | done |
/// | --- | --- |
/// | nothing | created, enabled, marker and twin in the same request |
/// | our marker | what an earlier try may have left out |
/// | a newer marker | nothing: superseded |
/// | anything else | taken over: new credentials and marker, then the twin as ordered |
///
/// The rules that keep a late write of an older generation harmless: every write names the etag of
/// what was read and judged; the marker goes into the identity in the same request as the
/// credentials; the twin is read after that, the marker once more after that, and only then the
/// twin is written. Where the twin stays, a [TwinFence] follows.
///
/// Reported properties cannot be written over the service API: after a migration the device has to
/// report again.
///
/// An operator's own `statusReason` stays, and the marker goes into a twin tag, before the
/// credentials are written: whoever reads the identity after that reads the tag too.
///
/// Source: reliability, section 4.1.
record Provisioning(DeviceOrder order) {
    /// What remains to be done about the twin once the identity carries our marker.
    private enum TwinPart {
        /// The identity was created, but maybe without the twin that came with it.
        OF_NEW,
        /// The identity was just taken over.
        OF_TAKEN,
        /// An earlier try took it over, and maybe got no further.
        OF_TAKEN_BEFORE
    }

    HubStep start() {
        return create(1);
    }

    private HubStep create(int round) {
        var deviceId = order.deviceId();
        var call =
                order.twin().isEmpty()
                        ? new HubCall.Create(deviceId, Documents.identity(order))
                        : new HubCall.CreateWithTwin(deviceId, Documents.entryWithTwin(order));
        return new Ask(
                call,
                reply ->
                        switch (reply) {
                            case HubReply.Written _ -> HubStep.done(true);
                            case HubReply.WrittenWithoutTwin _ -> twin(TwinPart.OF_NEW, round);
                            case HubReply.Exists _ -> look(round);
                            default -> HubStep.otherwise(call, reply);
                        });
    }

    /// Reads the identity and goes on from what it says. Every way back leads through here.
    private HubStep look(int round) {
        if (round > HubStep.ROUNDS_MAX) {
            return HubStep.overtaken(order.deviceId());
        }
        var call = new HubCall.ReadIdentity(order.deviceId());
        return new Ask(
                call,
                reply ->
                        switch (reply) {
                            case HubReply.Identity(var identity) -> judge(identity, round);
                            case HubReply.Missing _ -> create(round + 1);
                            default -> HubStep.otherwise(call, reply);
                        });
    }

    private HubStep judge(StoredIdentity identity, int round) {
        var marker = identity.marker();
        if (marker.isEmpty()) {
            return judgeTag(identity, round);
        }
        if (marker.get().newerThan(order.marker())) {
            return HubStep.superseded(marker.get());
        }
        if (!marker.get().equals(order.marker())) {
            return takeOver(identity, round);
        }
        if (identity.takenOver()) {
            return twin(TwinPart.OF_TAKEN_BEFORE, round);
        }
        return order.twin().isEmpty() ? HubStep.done(true) : twin(TwinPart.OF_NEW, round);
    }

    private HubStep takeOver(StoredIdentity identity, int round) {
        return replace(identity, round, twin(TwinPart.OF_TAKEN, round));
    }

    private HubStep replace(StoredIdentity identity, int round, HubStep then) {
        var call =
                new HubCall.ReplaceIdentity(
                        order.deviceId(), identity.takenOverBy(order), identity.etag());
        return new Ask(
                call,
                reply ->
                        switch (reply) {
                            case HubReply.Written _ -> then;
                            case HubReply.Stale _, HubReply.Missing _ -> look(round + 1);
                            default -> HubStep.otherwise(call, reply);
                        });
    }

    private HubStep twin(TwinPart part, int round) {
        if (part != TwinPart.OF_NEW && order.twinWrite() == TwinWrite.KEEP) {
            return new TwinFence(order.deviceId(), order.marker()).start();
        }
        var call = new HubCall.ReadTwin(order.deviceId());
        return new Ask(
                call,
                reply ->
                        reply instanceof HubReply.Twin(var twin)
                                ? twin(part, twin, round)
                                : HubStep.otherwise(call, reply));
    }

    private HubStep twin(TwinPart part, StoredTwin twin, int round) {
        return switch (part) {
            case OF_NEW -> twin.isPristine() ? confirm(part, twin, round) : HubStep.done(true);
            case OF_TAKEN -> confirm(part, twin, round);
            case OF_TAKEN_BEFORE ->
                    twin.fulfils(order.twin()) ? HubStep.done(false) : confirm(part, twin, round);
        };
    }

    /// The marker once more, after the twin was read and before it is written.
    private HubStep confirm(TwinPart part, StoredTwin twin, int round) {
        var call = new HubCall.ReadIdentity(order.deviceId());
        return new Ask(
                call,
                reply ->
                        switch (reply) {
                            case HubReply.Identity(var identity) ->
                                    carriesOurMarker(identity)
                                            ? writeTwin(part, twin, round)
                                            : again(identity, round);
                            case HubReply.Missing _ -> look(round + 1);
                            default -> HubStep.otherwise(call, reply);
                        });
    }

    private HubStep again(StoredIdentity identity, int round) {
        return round == HubStep.ROUNDS_MAX ? look(round + 1) : judge(identity, round + 1);
    }

    private HubStep writeTwin(TwinPart part, StoredTwin twin, int round) {
        var call = new HubCall.ReplaceTwin(order.deviceId(), Documents.twin(order), twin.etag());
        return new Ask(
                call,
                reply ->
                        switch (reply) {
                            case HubReply.Written _ -> HubStep.done(part == TwinPart.OF_NEW);
                            case HubReply.Stale _ ->
                                    round == HubStep.ROUNDS_MAX
                                            ? look(round + 1)
                                            : twin(part, round + 1);
                            case HubReply.Missing _ -> look(round + 1);
                            default -> HubStep.otherwise(call, reply);
                        });
    }

    /// Without a marker on the identity there may be one in the twin.
    private HubStep judgeTag(StoredIdentity identity, int round) {
        var call = new HubCall.ReadTwin(order.deviceId());
        return new Ask(
                call,
                reply ->
                        reply instanceof HubReply.Twin(var twin)
                                ? judgeTag(identity, twin, round)
                                : HubStep.otherwise(call, reply));
    }

    private HubStep judgeTag(StoredIdentity identity, StoredTwin twin, int round) {
        var tag = twin.marker();
        if (tag.isPresent() && tag.get().newerThan(order.marker())) {
            return HubStep.superseded(tag.get());
        }
        if (!identity.carriesOperatorsText()) {
            return takeOver(identity, round);
        }
        boolean tagged = tag.isPresent() && tag.get().equals(order.marker());
        if (!tagged) {
            return writeTag(identity, twin, round);
        }
        try {
            return identity.fulfils(order)
                    ? HubStep.done(false)
                    : replace(identity, round, HubStep.done(false));
        } catch (BadDocument _) {
            // Credentials of a kind we cannot read are not the ones we want.
            return replace(identity, round, HubStep.done(false));
        }
    }

    private HubStep writeTag(StoredIdentity identity, StoredTwin twin, int round) {
        var deviceId = order.deviceId();
        var call =
                order.twinWrite() == TwinWrite.KEEP
                        ? new HubCall.PatchTwin(
                                deviceId, Documents.markerPatch(order.marker()), twin.etag())
                        : new HubCall.ReplaceTwin(
                                deviceId, Documents.markedTwin(order), twin.etag());
        return new Ask(
                call,
                reply ->
                        switch (reply) {
                            case HubReply.Written _ ->
                                    replace(identity, round, HubStep.done(false));
                            case HubReply.Stale _, HubReply.Missing _ -> look(round + 1);
                            default -> HubStep.otherwise(call, reply);
                        });
    }

    private boolean carriesOurMarker(StoredIdentity identity) {
        return identity.marker().filter(order.marker()::equals).isPresent();
    }
}
