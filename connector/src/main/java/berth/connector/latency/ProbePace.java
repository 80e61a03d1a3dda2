package berth.connector.latency;

import java.time.Duration;

/// How often hubs are probed.
///
/// @param every between two probes of one hub; each wait is up to a quarter more or less, so that
///   nodes started together do not stay together
/// @param look how often it is looked for new links
/// @param atOnceMax probes under way at the same time
public record ProbePace(Duration every, Duration look, int atOnceMax) {
    public static final ProbePace DEFAULT =
            new ProbePace(Duration.ofSeconds(60), Duration.ofSeconds(5), 4);

    public ProbePace {
        if (!every.isPositive() || !look.isPositive() || atOnceMax < 1) {
            throw new IllegalArgumentException("not a pace: " + every + ", " + look);
        }
    }
}
