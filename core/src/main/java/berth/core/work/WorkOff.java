package berth.core.work;

import berth.core.audit.AuditEvent;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubDirectory;
import berth.core.hub.HubLink;
import berth.core.hub.LinkedHub;
import berth.core.instance.InstanceStore;
import berth.core.resilience.Backoff;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Works on one work item: asks the hub once and says what came of it.
///
/// Called from a thread that may block. Holds no state between calls.
public final class WorkOff {
    /// How long to wait between tries, and when to stop. Source: reliability, section 4.2.
    private static final Backoff PATIENCE = new Backoff(Duration.ofSeconds(1), Duration.ofHours(1));

    private static final Duration GIVE_UP = Duration.ofHours(24);

    private final InstanceStore instances;
    private final HubDirectory hubs;
    private final RandomGenerator random;
    private final String node;

    public WorkOff(
            InstanceStore instances, HubDirectory hubs, RandomGenerator random, String node) {
        this.instances = instances;
        this.hubs = hubs;
        this.random = random;
        this.node = node;
    }

    /// What the item came to.
    ///
    /// @param now by the store's clock
    public WorkStep run(WorkEntry entry, Instant now) {
        var errand = HubErrand.of(entry.item().detail());
        if (errand.isEmpty()) {
            return dead(entry, "the item cannot be read", now);
        }
        var hub =
                instances
                        .instance(entry.item().scope())
                        .flatMap(instance -> instance.linkedHub(errand.get().hub()));
        if (hub.isEmpty()) {
            return dead(entry, "hub " + errand.get().hub() + " is not linked any more", now);
        }
        return judge(entry, errand.get(), hub.get(), ask(errand.get(), hub.get()), now);
    }

    private HubAnswer ask(HubErrand errand, LinkedHub hub) {
        var registry = hubs.registry(hub);
        return switch (errand.deed()) {
            case REMOVE_CREATED ->
                    registry.remove(
                            new DeviceRemoval(
                                    errand.deviceId(),
                                    errand.marker(),
                                    DeviceRemoval.Extent.CREATED_BY_MARKER));
            case REMOVE ->
                    registry.remove(
                            new DeviceRemoval(
                                    errand.deviceId(),
                                    errand.marker(),
                                    DeviceRemoval.Extent.UP_TO_MARKER));
            case DISABLE -> registry.setEnabled(errand.deviceId(), errand.marker(), false);
        };
    }

    private WorkStep judge(
            WorkEntry entry, HubErrand errand, LinkedHub hub, HubAnswer answer, Instant now) {
        return switch (answer) {
            case HubAnswer.Done _ -> done(entry, "ok", watch(entry, errand, hub, now), now);
            case HubAnswer.Superseded(var by) ->
                    done(entry, "left to " + by.text(), watch(entry, errand, hub, now), now);
            case HubAnswer.Refused(var refusal) -> later(entry, refusal.reason(), now);
            case HubAnswer.Elsewhere(var refusal) -> later(entry, refusal.reason(), now);
            case HubAnswer.Unknown(var reason, var throttled, var notBefore) ->
                    again(entry, reason, throttled, notBefore, now);
        };
    }

    /// A write that is still on its way to a remote hub may bring a removed identity back, or one
    /// that made way for a newer one which is removed itself; an embedded hub remembers whom it let
    /// go.
    private static Optional<WorkItem> watch(
            WorkEntry entry, HubErrand errand, LinkedHub hub, Instant now) {
        boolean removes = errand.deed() != HubErrand.Deed.DISABLE;
        return removes && hub.link() instanceof HubLink.Azure
                ? errand.nextWatch(entry.item().scope(), entry.item().kind(), now)
                : Optional.empty();
    }

    /// A refusal may be mended by an operator, a rotated key for example, so it is not the end.
    private WorkStep later(WorkEntry entry, String reason, Instant now) {
        return again(entry, reason, false, Duration.ZERO, now);
    }

    private WorkStep again(
            WorkEntry entry, String reason, boolean throttled, Duration notBefore, Instant now) {
        if (now.isAfter(entry.createdAt().plus(GIVE_UP))) {
            return dead(entry, reason, now);
        }
        var wait = PATIENCE.delay(entry.attempt(), random.nextDouble());
        return new WorkStep.Again(
                reason, wait.compareTo(notBefore) < 0 ? notBefore : wait, !throttled);
    }

    private WorkStep done(WorkEntry entry, String reason, Optional<WorkItem> next, Instant now) {
        return new WorkStep.Done(
                reason,
                next.map(List::of).orElseGet(List::of),
                audit(entry, "work.done", reason, now));
    }

    private WorkStep dead(WorkEntry entry, String reason, Instant now) {
        return new WorkStep.Dead(reason, audit(entry, "work.dead", reason, now));
    }

    private AuditEvent audit(WorkEntry entry, String action, String outcome, Instant now) {
        var item = entry.item();
        return new AuditEvent(
                now,
                item.scope().value(),
                "system:" + node,
                "",
                action,
                item.kind() + "/" + item.key(),
                outcome,
                "");
    }
}
