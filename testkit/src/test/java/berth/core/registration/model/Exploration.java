package berth.core.registration.model;

import berth.core.registration.model.Invariants.Breach;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Every world that can come to be within bounds, shortest paths first.
final class Exploration {
    /// More than this is a mistake in the bounds.
    private static final int WORLDS_MAX = 3_000_000;

    /// How a world was first reached.
    private static final class Node {
        final World world;
        final int parent;
        final @Nullable Action by;
        final int depth;

        /// What the first step of its progress leads to, or -1 where it is at rest.
        int goesOn = -1;

        Node(World world, int parent, @Nullable Action by, int depth) {
            this.world = world;
            this.parent = parent;
            this.by = by;
            this.depth = depth;
        }
    }

    /// What came of it.
    ///
    /// @param atRest worlds in which nothing goes on
    /// @param transitions steps looked at
    record Result(
            int worlds,
            int atRest,
            long transitions,
            int depth,
            Optional<Breach> breach,
            List<String> path) {
        @Override
        public String toString() {
            var end = breach.map(it -> it.invariant() + ": " + it.what()).orElse("no breach");
            return "%,d states, %,d at rest, %,d transitions, depth %d; %s%n  %s"
                    .formatted(worlds, atRest, transitions, depth, end, String.join("\n  ", path));
        }
    }

    private final Bounds bounds;
    private final Set<Invariant> ignored;
    private final Moves moves;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<World, Integer> known = new HashMap<>();
    private long transitions;
    private int atRest;

    Exploration(Bounds bounds) {
        this(bounds, Set.of());
    }

    /// @param ignored breaches of these do not end the exploration
    Exploration(Bounds bounds, Set<Invariant> ignored) {
        this.bounds = bounds;
        this.ignored = ignored;
        this.moves = new Moves(bounds);
    }

    Result explore() {
        visit(World.START, -1, null);
        for (int at = 0; at < nodes.size(); at++) {
            var found = leave(at);
            if (found != null) {
                return found;
            }
            if (nodes.size() > WORLDS_MAX) {
                throw new IllegalStateException("more than %,d worlds".formatted(WORLDS_MAX));
            }
        }
        return endless().orElseGet(() -> result(Optional.empty(), List.of()));
    }

    private @Nullable Result leave(int at) {
        var node = nodes.get(at);
        var before = node.world;
        boolean progress = false;
        for (var action : new Choices(bounds, before).all()) {
            var move = moves.of(before, action);
            transitions++;
            int next = visit(move.world(), at, action);
            boolean isNew = next == nodes.size() - 1 && nodes.get(next).parent == at;
            var breach = new Transition(before, move).breach().filter(this::counts);
            if (breach.isEmpty() && isNew) {
                breach = new Invariants(move.world()).breach().filter(this::counts);
            }
            if (breach.isPresent()) {
                return result(breach, path(at, action));
            }
            if (action.kind() == Action.Kind.PROGRESS && !progress) {
                progress = true;
                node.goesOn = next;
            }
        }
        if (progress) {
            return null;
        }
        atRest++;
        return new Rest(before)
                .breach()
                .filter(this::counts)
                .map(breach -> result(Optional.of(breach), path(at)))
                .orElse(null);
    }

    private boolean counts(Breach breach) {
        return !ignored.contains(breach.invariant());
    }

    private int visit(World world, int parent, @Nullable Action by) {
        Integer old = known.putIfAbsent(world, nodes.size());
        if (old != null) {
            return old;
        }
        int depth = parent < 0 ? 0 : nodes.get(parent).depth + 1;
        nodes.add(new Node(world, parent, by, depth));
        return nodes.size() - 1;
    }

    /// From every world the engine alone, with no further fault, comes to rest. Worlds at rest were
    /// judged already.
    private Optional<Result> endless() {
        var ends = new boolean[nodes.size()];
        for (int start = 0; start < nodes.size(); start++) {
            var way = new ArrayDeque<Integer>();
            int at = start;
            while (!ends[at] && nodes.get(at).goesOn >= 0) {
                way.push(at);
                at = nodes.get(at).goesOn;
                if (way.size() > nodes.size()) {
                    var breach = new Breach(Invariant.I2, "goes on for ever");
                    return Optional.of(result(Optional.of(breach), path(start)));
                }
            }
            ends[at] = true;
            way.forEach(passed -> ends[passed] = true);
        }
        return Optional.empty();
    }

    private Result result(Optional<Breach> breach, List<String> path) {
        return new Result(nodes.size(), atRest, transitions, nodes.getLast().depth, breach, path);
    }

    private List<String> path(int to, Action last) {
        var path = new ArrayList<>(path(to));
        path.add(last.describe(nodes.get(to).world));
        return path;
    }

    private List<String> path(int to) {
        var path = new ArrayDeque<String>();
        for (int at = to; nodes.get(at).parent >= 0; at = nodes.get(at).parent) {
            var node = nodes.get(at);
            path.push(node.by.describe(nodes.get(node.parent).world));
        }
        return List.copyOf(path);
    }
}
