package berth.testkit.history;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// Something that was begun and, unless its process was killed, ended.
///
/// @param end null if nobody lived to write it
record Call(Line begin, @Nullable Line end) {
    String key() {
        return begin.key();
    }

    Fact fact() {
        return begin.entry().fact();
    }

    long begun() {
        return begin.nanos();
    }

    Optional<Line> effect() {
        return ended(HistoryEntry.Phase.OK);
    }

    boolean refused() {
        return ended(HistoryEntry.Phase.FAIL).isPresent();
    }

    /// Whether it may or may not have had its effect.
    boolean unknown() {
        return effect().isEmpty() && !refused();
    }

    boolean mayHaveEffectAfter(long moment) {
        return unknown() || effect().filter(line -> line.nanos() > moment).isPresent();
    }

    private Optional<Line> ended(HistoryEntry.Phase phase) {
        return Optional.ofNullable(end).filter(line -> line.entry().phase() == phase);
    }
}
