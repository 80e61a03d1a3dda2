package berth.hub.telemetry;

import berth.core.resilience.Backoff;

import java.time.Duration;

/// How much telemetry goes to the sink at once, and how often.
///
/// @param batchRecords in one call of the sink, 1 to 1000
/// @param batchBytes of bodies in one call of the sink; a single record may be larger
/// @param gather after a batch that was not full, before the next look: a steady trickle makes
///   batches, not a transaction for each message
/// @param look how often to look when nobody tells of new telemetry
/// @param backoff between tries that fail
/// @param lastBatch how long a call of the sink may still take when all is to end
public record ForwardingPace(
        int batchRecords,
        long batchBytes,
        Duration gather,
        Duration look,
        Backoff backoff,
        Duration lastBatch) {
    public static final ForwardingPace DEFAULT =
            new ForwardingPace(
                    500,
                    1 << 20,
                    Duration.ofMillis(20),
                    Duration.ofSeconds(1),
                    new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30)),
                    Duration.ofSeconds(5));

    public ForwardingPace {
        boolean counts = batchRecords >= 1 && batchRecords <= 1000 && batchBytes >= 1;
        if (!counts || gather.isNegative() || !look.isPositive()) {
            throw new IllegalArgumentException("not a pace: batches of 1 to 1000 records");
        }
    }
}
