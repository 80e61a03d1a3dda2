package berth.core.registration.model;

import berth.core.id.HubHostName;
import berth.core.registration.Operation;
import berth.core.registration.model.Invariants.Breach;
import berth.core.registration.model.Moves.Move;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a step from one world to the next is as it must be.
record Transition(World before, Move move) {
    Optional<Breach> breach() {
        return Stream.of(rowsStay(), plansStay(), hubsGoForward(), audited())
                .filter(Objects::nonNull)
                .findFirst();
    }

    /// No operation vanishes or begins again, and no registration goes back.
    private @Nullable Breach rowsStay() {
        for (var old : before.store().operations()) {
            var now = now(old);
            boolean lost = now.isEmpty() || (old.state().isFinal() && !same(old, now.get()));
            if (lost) {
                return new Breach(
                        Invariant.I2,
                        "the operation that was %s is %s"
                                .formatted(old.state(), now.map(Operation::state)));
            }
        }
        var row = before.store().registration();
        var next = move.world().store().registration();
        return row == null || next == null || row.generation() <= next.generation()
                ? null
                : new Breach(
                        Invariant.I7,
                        "generation %d follows %d".formatted(next.generation(), row.generation()));
    }

    private Optional<Operation> now(Operation old) {
        return move.world().store().operation(old.id());
    }

    private static boolean same(Operation old, Operation now) {
        return old.progress().equals(now.progress());
    }

    private @Nullable Breach plansStay() {
        for (var old : before.store().operations()) {
            var now = now(old).orElse(old);
            boolean changed =
                    old.plan() != null
                            && (!old.plan().equals(now.plan())
                                    || (old.progress().captured() != null
                                            && !old.progress()
                                                    .captured()
                                                    .equals(now.progress().captured())));
            if (changed) {
                return new Breach(Invariant.I6, "the plan of " + old.id() + " has changed");
            }
        }
        return null;
    }

    private @Nullable Breach hubsGoForward() {
        return Invariants.HUBS.stream()
                .map(this::wentBack)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private @Nullable Breach wentBack(HubHostName hub) {
        var old = before.hub(hub);
        var author = move.author();
        if (author == null || old.equals(move.world().hub(hub))) {
            return null;
        }
        var marker = old.identity() == null ? old.tombstone() : old.identity().marker();
        return marker == null || !Invariants.isLater(marker, author)
                ? null
                : new Breach(
                        Invariant.I7,
                        "%s was marked %s and is written by %s"
                                .formatted(hub, marker.text(), author.text()));
    }

    private @Nullable Breach audited() {
        var old = before.store();
        var now = move.world().store();
        boolean changed =
                !Objects.equals(old.registration(), now.registration())
                        || progressChanged()
                        || closed() > 0;
        return changed ? (move.audits() == 1 ? null : breachOfAudit()) : null;
    }

    private Breach breachOfAudit() {
        return new Breach(Invariant.I10, move.audits() + " audit entries for one transition");
    }

    private boolean progressChanged() {
        return before.store().operations().size() != move.world().store().operations().size()
                || before.store().operations().stream()
                        .anyMatch(old -> !same(old, now(old).orElse(old)));
    }

    /// How many items were finished.
    private long closed() {
        return before.store().items().stream()
                .filter(old -> old.state() == WorkEntry.State.OPEN)
                .filter(old -> isFinished(old.item().name()))
                .count();
    }

    private boolean isFinished(WorkItem.Name name) {
        return move.world()
                .store()
                .item(name)
                .filter(entry -> entry.state() != WorkEntry.State.OPEN)
                .isPresent();
    }
}
