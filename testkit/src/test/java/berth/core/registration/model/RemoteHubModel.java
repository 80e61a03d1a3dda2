package berth.core.registration.model;

import berth.core.hub.HubAnswer;
import berth.core.registration.model.HubState.Identity;

import org.jspecify.annotations.Nullable;

/// A hub behind a REST API: a wish is several calls, and between any two of them others write. The
/// rules of `Provisioning` and its neighbours in the connector module, without twins.
record RemoteHubModel(Bounds bounds) {
    /// Where a wish stands: which call is next.
    sealed interface Stage {
        record Create() implements Stage {}

        /// Only without [Rule#MARKER_IN_SAME_REQUEST].
        record Mark(int etag) implements Stage {}

        record Read() implements Stage {}

        record Write(Identity seen) implements Stage {}
    }

    /// One call on its way to the hub.
    sealed interface Call {
        record Create(Identity identity) implements Call {}

        record Read() implements Call {}

        record Replace(Identity identity, int ifMatch) implements Call {}

        record Delete(int ifMatch) implements Call {}

        default boolean isWrite() {
            return !(this instanceof Read);
        }
    }

    sealed interface Reply {
        record Written(int etag) implements Reply {}

        record Found(@Nullable Identity identity) implements Reply {}

        /// 409 or 412.
        record Refused() implements Reply {}
    }

    record Change(HubState hub, Reply reply) {}

    /// What follows from a reply.
    sealed interface Next {
        record More(Stage stage) implements Next {}

        record End(HubAnswer answer) implements Next {}
    }

    static Stage start(HubWish wish) {
        return wish instanceof HubWish.Provision ? new Stage.Create() : new Stage.Read();
    }

    Call call(HubWish wish, Stage stage) {
        return switch (stage) {
            case Stage.Create() -> new Call.Create(created((HubWish.Provision) wish));
            case Stage.Mark(int etag) ->
                    new Call.Replace(((HubWish.Provision) wish).created(), etag);
            case Stage.Read() -> new Call.Read();
            case Stage.Write(var seen) -> write(wish, seen);
        };
    }

    private Identity created(HubWish.Provision wish) {
        var whole = wish.created();
        return bounds.keeps(Rule.MARKER_IN_SAME_REQUEST)
                ? whole
                : new Identity(null, false, true, whole.credential(), 0);
    }

    private static Call write(HubWish wish, Identity seen) {
        return switch (wish) {
            case HubWish.Provision provision ->
                    new Call.Replace(
                            seen.takenOverBy(provision.author(), provision.credential()),
                            seen.etag());
            case HubWish.Remove _ -> new Call.Delete(seen.etag());
            case HubWish.Switch(var marker, var enabled) ->
                    new Call.Replace(seen.switched(marker, enabled), seen.etag());
            case HubWish.ReadTwin() -> throw new IllegalStateException("not a write");
        };
    }

    Change carryOut(Call call, HubState hub) {
        boolean conditional = bounds.keeps(Rule.CONDITIONAL_HUB_WRITE);
        var there = hub.identity();
        return switch (call) {
            case Call.Read() -> new Change(hub, new Reply.Found(there));
            case Call.Create(var identity) ->
                    conditional && there != null ? refused(hub) : written(hub.with(identity));
            case Call.Replace(var identity, int etag) ->
                    conditional && !matches(there, etag)
                            ? refused(hub)
                            : written(hub.with(identity));
            case Call.Delete(int etag) ->
                    conditional && there != null && !matches(there, etag)
                            ? refused(hub)
                            : written(hub.without(null));
        };
    }

    private static boolean matches(@Nullable Identity there, int etag) {
        return there != null && there.etag() == etag;
    }

    private static Change written(HubState hub) {
        return new Change(hub, new Reply.Written(hub.writes()));
    }

    private static Change refused(HubState hub) {
        return new Change(hub, new Reply.Refused());
    }

    Next next(HubWish wish, Stage stage, Reply reply) {
        return switch (reply) {
            case Reply.Written(int etag) -> written(stage, etag);
            case Reply.Refused() -> new Next.More(new Stage.Read());
            case Reply.Found(var identity) ->
                    identity == null ? absent(wish) : found(wish, identity);
        };
    }

    private Next written(Stage stage, int etag) {
        boolean creating = stage instanceof Stage.Create;
        return creating && !bounds.keeps(Rule.MARKER_IN_SAME_REQUEST)
                ? new Next.More(new Stage.Mark(etag))
                : done(creating || stage instanceof Stage.Mark);
    }

    private static Next absent(HubWish wish) {
        return wish instanceof HubWish.Provision ? new Next.More(new Stage.Create()) : done(false);
    }

    private static Next found(HubWish wish, Identity identity) {
        var own = wish.author();
        if (identity.marker() != null && identity.isNewerThan(own)) {
            return new Next.End(new HubAnswer.Superseded(identity.marker()));
        }
        boolean done =
                switch (wish) {
                    case HubWish.Provision _ -> identity.isMarked(own);
                    case HubWish.Remove remove -> !remove.reaches(identity);
                    case HubWish.Switch turn -> turn.isDone(identity);
                    case HubWish.ReadTwin() -> throw new IllegalStateException("not a write");
                };
        return done
                ? done(wish instanceof HubWish.Provision && !identity.takenOver())
                : new Next.More(new Stage.Write(identity));
    }

    private static Next done(boolean created) {
        return new Next.End(new HubAnswer.Done(created));
    }
}
