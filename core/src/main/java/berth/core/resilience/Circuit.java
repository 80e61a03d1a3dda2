package berth.core.resilience;

import java.time.Duration;
import java.time.Instant;

/// Whether a call to one downstream may go out. A value: each call and each result yields the next
/// circuit.
///
/// | from | to | because |
/// | --- | --- | --- |
/// | closed | open | of too many failures, in a row or among the latest calls |
/// | open | probing | a call came after the rest; it is the probe |
/// | probing | closed | a call succeeded |
/// | probing | open | a call failed |
/// | probing | probing | the probe never came back; the next call is the probe |
///
/// Results that arrive while it is open belong to calls that went out before: they change nothing.
public sealed interface Circuit {
    /// How soon to ask again while a probe is out.
    Duration PROBE_PATIENCE = Duration.ofSeconds(1);

    /// Calls go out.
    ///
    /// @param inARow failures since the latest success
    /// @param latest one bit a call, the latest one lowest; 1 is a failure
    /// @param seen how many of the bits mean anything
    record Closed(int inARow, long latest, int seen) implements Circuit {
        private Closed next(boolean failed, CircuitLimits limits) {
            long mask = limits.window() == Long.SIZE ? -1L : (1L << limits.window()) - 1;
            return new Closed(
                    failed ? inARow + 1 : 0,
                    (latest << 1 | (failed ? 1 : 0)) & mask,
                    Math.min(seen + 1, limits.window()));
        }

        private boolean tooMany(CircuitLimits limits) {
            return inARow >= limits.failuresInARow()
                    || (seen == limits.window()
                            && Long.bitCount(latest) >= limits.failuresInWindow());
        }
    }

    /// No call goes out before `until`.
    record Open(Instant until) implements Circuit {}

    /// One call is out, the others wait for what it brings, but not beyond `until`.
    record Probing(Instant until) implements Circuit {}

    /// The answer to a call that wants to go out.
    sealed interface Entry {
        /// Go.
        record Pass(Circuit next) implements Entry {}

        /// Not now; it may be worth asking again after `patience`.
        record Blocked(Duration patience) implements Entry {}
    }

    static Circuit closed() {
        return new Closed(0, 0, 0);
    }

    default Entry enter(Instant now, CircuitLimits limits) {
        return switch (this) {
            case Closed _ -> new Entry.Pass(this);
            case Open(var until) when now.isBefore(until) ->
                    new Entry.Blocked(Duration.between(now, until));
            case Probing(var until) when now.isBefore(until) -> new Entry.Blocked(PROBE_PATIENCE);
            case Open _, Probing _ -> new Entry.Pass(new Probing(now.plus(limits.rest())));
        };
    }

    default Circuit succeeded(CircuitLimits limits) {
        return switch (this) {
            case Closed closed -> closed.next(false, limits);
            case Open _ -> this;
            case Probing _ -> closed();
        };
    }

    default Circuit failed(Instant now, CircuitLimits limits) {
        return switch (this) {
            case Closed closed -> {
                var next = closed.next(true, limits);
                yield next.tooMany(limits) ? new Open(now.plus(limits.rest())) : next;
            }
            case Open _ -> this;
            case Probing _ -> new Open(now.plus(limits.rest()));
        };
    }
}
