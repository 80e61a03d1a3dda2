package berth.connector.hub;

import berth.connector.hub.HubHealth.Condition;
import berth.core.resilience.Circuit;
import berth.core.resilience.CircuitLimits;
import berth.core.resilience.TokenBucket;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// What one hub can bear: its token bucket, its circuit and what is known of its health, for all
/// links to it, so that a new key does not forget that the hub is down.
///
/// Safe for any number of threads: the state is a few values behind one lock, and nothing waits
/// while holding it.
final class HubGate {
    private static final CircuitLimits LIMITS = CircuitLimits.DEFAULT;

    /// How long a hub that said no is believed to mean it.
    private static final Duration REFUSAL_LASTS = Duration.ofMinutes(5);

    private static final Duration THROTTLE_MAX = Duration.ofSeconds(60);

    /// Whether a call may go out.
    sealed interface Entry {
        record Open() implements Entry {}

        record Shut(String reason, Duration atLeast) implements Entry {}
    }

    private final InstantSource steady;
    private final InstantSource clock;
    private TokenBucket bucket;
    private Circuit circuit = Circuit.closed();
    private Instant shutUntil = Instant.MIN;
    private int throttledInARow;
    private HubHealth health;

    /// A gate that is open.
    ///
    /// @param steady for distances in time: never jumps
    /// @param clock for what operators read
    HubGate(HubSize size, InstantSource steady, InstantSource clock) {
        this.steady = steady;
        this.clock = clock;
        this.bucket = TokenBucket.full(size.rate());
        this.health = new HubHealth(Condition.WELL, "", clock.instant(), Instant.MIN);
    }

    /// Lets the first call of an order out. It needs a token, if it is one of the registry.
    synchronized Entry first(HubCall call) {
        var now = steady.instant();
        if (now.isBefore(shutUntil)) {
            return throttled(Duration.between(now, shutUntil));
        }
        if (!call.ofRegistry()) {
            return enterCircuit(now);
        }
        return switch (bucket.take(now)) {
            case TokenBucket.Draw.Empty(var wait) -> throttled(wait);
            case TokenBucket.Draw.Taken(var left) -> {
                var entry = enterCircuit(now);
                if (entry instanceof Entry.Open) {
                    bucket = left;
                }
                yield entry;
            }
        };
    }

    /// Lets a later call of an order out. It takes the next token in advance: an order that stops
    /// half-way for want of tokens would spend the same ones again at its next try.
    synchronized Entry later(HubCall call) {
        var now = steady.instant();
        if (now.isBefore(shutUntil)) {
            return throttled(Duration.between(now, shutUntil));
        }
        var entry = enterCircuit(now);
        if (entry instanceof Entry.Open && call.ofRegistry()) {
            bucket = bucket.overdrawn(now);
        }
        return entry;
    }

    private Entry enterCircuit(Instant now) {
        return switch (circuit.enter(now, LIMITS)) {
            case Circuit.Entry.Pass(var next) -> {
                circuit = next;
                yield new Entry.Open();
            }
            case Circuit.Entry.Blocked(var wait) ->
                    new Entry.Shut("the hub does not answer: " + health.lastError(), wait);
        };
    }

    private static Entry throttled(Duration wait) {
        return new Entry.Shut("the hub's limit is reached", wait);
    }

    /// The hub answered, whatever it said.
    synchronized void answered() {
        circuit = circuit.succeeded(LIMITS);
        throttledInARow = 0;
        if (health.condition() == Condition.UNREACHABLE
                || health.condition() == Condition.UNAUTHORIZED) {
            note(Condition.WELL, health.lastError());
        }
    }

    /// The hub took a device.
    synchronized void tookDevice() {
        answered();
        note(Condition.WELL, health.lastError());
    }

    /// No answer, or none that can be understood.
    synchronized void failed(String error) {
        circuit = circuit.failed(steady.instant(), LIMITS);
        if (circuit instanceof Circuit.Closed) {
            health = health.saying(error);
        } else {
            note(Condition.UNREACHABLE, error);
        }
    }

    /// The hub wants to be left alone for a while; answers for how long.
    ///
    /// @param asked null if the hub did not say: then 1, 2, 4 … 60 s
    synchronized Duration throttledBy(@Nullable Duration asked) {
        circuit = circuit.succeeded(LIMITS);
        var wait = asked == null ? growing() : asked;
        throttledInARow++;
        var until = steady.instant().plus(wait);
        if (until.isAfter(shutUntil)) {
            shutUntil = until;
        }
        bucket = bucket.closedUntil(until);
        return wait;
    }

    private Duration growing() {
        var wait = Duration.ofSeconds(1L << Math.min(throttledInARow, 6));
        return wait.compareTo(THROTTLE_MAX) > 0 ? THROTTLE_MAX : wait;
    }

    /// The hub answered that it will not have the link, or no more devices.
    synchronized void refused(Condition condition, String error) {
        answered();
        note(condition, error);
    }

    /// A new key may be a better one.
    synchronized void linkChanged() {
        if (health.condition() == Condition.UNAUTHORIZED) {
            note(Condition.WELL, "");
        }
    }

    synchronized HubHealth health() {
        return health;
    }

    private void note(Condition condition, String error) {
        var now = clock.instant();
        var since = condition == health.condition() ? health.since() : now;
        var rest =
                switch (condition) {
                    case WELL -> Duration.ZERO;
                    case UNREACHABLE -> LIMITS.rest();
                    case UNAUTHORIZED, FULL -> REFUSAL_LASTS;
                };
        health = new HubHealth(condition, error, since, now.plus(rest));
    }
}
