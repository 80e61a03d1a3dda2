package berth.core.registration.model;

import berth.core.registration.model.Invariants.Breach;
import berth.core.work.WorkEntry;

import java.util.Optional;

/// Whether a world in which nothing goes on is as it must be at rest.
record Rest(World world) {
    Optional<Breach> breach() {
        var running = world.store().running();
        if (running.isPresent()) {
            return breach(Invariant.I2, running.get().state() + " and nobody goes on");
        }
        var open =
                world.store().items().stream()
                        .filter(entry -> entry.state() == WorkEntry.State.OPEN)
                        .findFirst();
        if (open.isPresent()) {
            return breach(Invariant.I9, open.get().item().name() + " stays open");
        }
        return oneIdentity();
    }

    private Optional<Breach> oneIdentity() {
        var invariants = new Invariants(world);
        var held =
                Invariants.HUBS.stream()
                        .filter(world::isLinked)
                        .filter(hub -> world.hub(hub).identity() != null)
                        .toList();
        if (held.size() > 1) {
            // A registration that came after a deleted one and failed leaves the old identity where
            // it was: that is one. Two are too many, whoever owns them.
            return breach(Invariant.I4, "identities in " + held);
        }
        return held.stream()
                .filter(hub -> !invariants.belongs(hub))
                .findFirst()
                .flatMap(hub -> breach(Invariant.I4, "an identity of nobody's in " + hub));
    }

    private static Optional<Breach> breach(Invariant invariant, String what) {
        return Optional.of(new Breach(invariant, what));
    }
}
