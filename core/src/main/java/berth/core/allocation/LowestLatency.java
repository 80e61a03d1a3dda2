package berth.core.allocation;

import berth.core.allocation.Allocator.Choice.Chosen;
import berth.core.hub.LinkedHub;
import berth.core.id.RegistrationId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// The lowest latency policy: the nearest hub, and among those that are nearly as near one by
/// weighted hash.
///
/// The original treats hubs of about the same latency as ties and hashes across them, without
/// saying what about is. Here it is [#TOLERANCE_MIN] or [#TOLERANCE_PERCENT] of the lowest,
/// whichever is more: less than 10 ms no device notices, and what is measured over long paths
/// wavers the more, the longer they are.
///
/// Measurements waver, so hubs at the edge come and go from among the ties. A device that is
/// assigned therefore stays while its hub is within twice the tolerance, and while nothing is known
/// about its hub, as after a restart. So weights and hubs added equally near steer new devices
/// only.
final class LowestLatency {
    static final Duration TOLERANCE_MIN = Duration.ofMillis(10);
    static final int TOLERANCE_PERCENT = 20;

    private static final double MILLI = 1e6;

    private LowestLatency() {}

    /// @param hubs not empty
    /// @param current the one of them where the device is assigned now, or null
    static Chosen choose(
            RegistrationId id,
            List<LinkedHub> hubs,
            @Nullable LinkedHub current,
            HubConditions conditions) {
        if (current != null && conditions.latency(current).isEmpty()) {
            return new Chosen(
                    current, "lowest latency: stays where it is, its hub is not measured yet");
        }
        var lowest =
                hubs.stream()
                        .flatMap(hub -> conditions.latency(hub).stream())
                        .min(Duration::compareTo);
        if (lowest.isEmpty()) {
            return new Chosen(
                    WeightedRendezvous.choose(id, hubs),
                    "lowest latency: not measured yet, so evenly weighted among %d hubs"
                            .formatted(hubs.size()));
        }
        return choose(id, hubs, current, conditions, lowest.get());
    }

    private static Chosen choose(
            RegistrationId id,
            List<LinkedHub> hubs,
            @Nullable LinkedHub current,
            HubConditions conditions,
            Duration lowest) {
        var tolerance = tolerance(lowest);
        var keepMax = lowest.plus(tolerance.multipliedBy(2));
        if (current != null && isWithin(current, keepMax, conditions)) {
            return new Chosen(
                    current,
                    "lowest latency: stays where it is, %s is within %s of the lowest, %s"
                            .formatted(
                                    millis(conditions.latency(current).orElseThrow()),
                                    millis(tolerance.multipliedBy(2)),
                                    millis(lowest)));
        }
        var equals =
                hubs.stream()
                        .filter(hub -> isWithin(hub, lowest.plus(tolerance), conditions))
                        .toList();
        return new Chosen(
                WeightedRendezvous.choose(id, equals),
                equals.size() == 1
                        ? "lowest latency, " + millis(lowest)
                        : "lowest latency, %s: evenly weighted among %d hubs within %s of it"
                                .formatted(millis(lowest), equals.size(), millis(tolerance)));
    }

    private static boolean isWithin(LinkedHub hub, Duration max, HubConditions conditions) {
        return conditions.latency(hub).filter(known -> known.compareTo(max) <= 0).isPresent();
    }

    private static Duration tolerance(Duration lowest) {
        var share = lowest.multipliedBy(TOLERANCE_PERCENT).dividedBy(100);
        return share.compareTo(TOLERANCE_MIN) > 0 ? share : TOLERANCE_MIN;
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / MILLI);
    }
}
