package berth.hub.event;

import berth.core.resilience.Backoff;

import java.time.Duration;

/// How events are delivered.
///
/// @param backoff between the tries of one event
/// @param attemptsMax of one event, then it is given up
/// @param ageMax an event this old is given up with its next failed try
/// @param windowMax events of one subscription that may be read and not yet delivered
/// @param callsMax of one subscription at once
/// @param deadKeptMax events given up that are kept for each subscription
/// @param idle between looks at an outbox that had nothing new
/// @param look between looks at the subscriptions
public record DeliverySettings(
        Backoff backoff,
        int attemptsMax,
        Duration ageMax,
        int windowMax,
        int callsMax,
        int deadKeptMax,
        Duration idle,
        Duration look) {
    /// Thirty tries within about two hours, a day at most: as Event Grid does.
    public static final DeliverySettings STANDARD =
            new DeliverySettings(
                    new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(10)),
                    30,
                    Duration.ofDays(1),
                    512,
                    8,
                    1_000,
                    Duration.ofMillis(500),
                    Duration.ofSeconds(2));

    public DeliverySettings {
        if (attemptsMax < 1 || windowMax < 1 || callsMax < 1 || deadKeptMax < 0) {
            throw new IllegalArgumentException("nothing could be delivered within these limits");
        }
        if (!ageMax.isPositive() || !idle.isPositive() || !look.isPositive()) {
            throw new IllegalArgumentException("a time is more than nothing");
        }
    }
}
