package berth.testkit.history;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Pairs the beginnings of calls with their ends. One actor does one thing at a time, so an end
/// belongs to the last beginning of the same actor.
final class Calls {
    private record Actor(String process, String name) {}

    private final Map<Actor, Line> open = new LinkedHashMap<>();
    private final Map<Fact, List<Call>> calls = new EnumMap<>(Fact.class);

    private Calls() {}

    /// @throws MalformedHistory when a line does not fit the ones before it
    static Map<Fact, List<Call>> of(List<Line> lines) {
        var pairing = new Calls();
        for (var fact : Fact.values()) {
            pairing.calls.put(fact, new ArrayList<>());
        }
        lines.forEach(pairing::read);
        pairing.open.values().forEach(begin -> pairing.add(begin, null));
        return pairing.calls;
    }

    private void read(Line line) {
        var entry = line.entry();
        boolean begins = entry.phase() == HistoryEntry.Phase.INVOKE;
        if (!entry.fact().isCall()) {
            if (begins) {
                throw malformed(line, "this fact has no beginning");
            }
            return;
        }
        var actor = new Actor(entry.process(), entry.actor());
        if (begins) {
            if (open.put(actor, line) != null) {
                throw malformed(line, "the actor has not ended what it began before");
            }
            return;
        }
        var begin = open.remove(actor);
        if (begin == null
                || begin.entry().fact() != entry.fact()
                || !begin.key().equals(entry.key())) {
            throw malformed(line, "ends what was not begun");
        }
        add(begin, line);
    }

    private void add(Line begin, @Nullable Line end) {
        calls.computeIfAbsent(begin.entry().fact(), _ -> new ArrayList<>())
                .add(new Call(begin, end));
    }

    private static MalformedHistory malformed(Line line, String problem) {
        return new MalformedHistory("line " + line.number(), problem, null);
    }
}
