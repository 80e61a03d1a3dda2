package berth.core.registration.model;

import berth.core.hub.HubAnswer;
import berth.core.hub.HubMarker;
import berth.core.registration.model.HubState.Identity;

import org.jspecify.annotations.Nullable;

/// An embedded hub: one transaction a call. The tables of `Takeover`, `Eviction` and `Switching` in
/// the hub module, without twins and operators.
record EmbeddedHubModel(Bounds bounds) {
    private static final HubAnswer DONE = new HubAnswer.Done(false);

    record Change(HubState hub, HubAnswer answer) {}

    Change carryOut(HubWish wish, HubState hub) {
        var marker = markerAt(hub);
        if (marker != null && marker.newerThan(wish.author())) {
            boolean absent = hub.identity() == null && wish instanceof HubWish.Remove;
            return new Change(hub, absent ? DONE : new HubAnswer.Superseded(marker));
        }
        return switch (wish) {
            case HubWish.Provision provision -> provision(provision, hub);
            case HubWish.Remove remove -> remove(remove, hub);
            case HubWish.Switch turn -> turn(turn, hub);
            case HubWish.ReadTwin() -> throw new IllegalStateException("not a write");
        };
    }

    private static @Nullable HubMarker markerAt(HubState hub) {
        return hub.identity() == null ? hub.tombstone() : hub.identity().marker();
    }

    private Change provision(HubWish.Provision wish, HubState hub) {
        var own = wish.author();
        var identity = hub.identity();
        if (identity == null) {
            return new Change(hub.with(wish.created()), new HubAnswer.Done(true));
        }
        return identity.isMarked(own)
                ? new Change(hub, new HubAnswer.Done(!identity.takenOver()))
                : new Change(hub.with(identity.takenOverBy(own, wish.credential())), DONE);
    }

    private Change remove(HubWish.Remove wish, HubState hub) {
        var identity = hub.identity();
        boolean leaves = identity != null && !wish.reaches(identity);
        return new Change(leaves ? hub : vacated(wish, hub), DONE);
    }

    private HubState vacated(HubWish.Remove wish, HubState hub) {
        return hub.without(bounds.keeps(Rule.TOMBSTONE) ? barrier(wish) : null);
    }

    /// Whose older creations the tombstone keeps away. Who had a device removed never makes it
    /// again.
    private HubMarker barrier(HubWish.Remove wish) {
        return bounds.keeps(Rule.TOMBSTONE_AGAINST_ITS_OWN)
                ? wish.author().justAfter()
                : wish.author();
    }

    private static Change turn(HubWish.Switch wish, HubState hub) {
        Identity identity = hub.identity();
        boolean nothingToDo = identity == null || wish.isDone(identity);
        return new Change(
                nothingToDo ? hub : hub.with(identity.switched(wish.marker(), wish.enabled())),
                DONE);
    }
}
