package berth.core.allocation;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// What is known at one moment about how near a hub is, for operators.
///
/// @param latency smoothed over the measurements; null if there was none
/// @param age since the latest measurement; null if there was none
/// @param samples how many measurements went into it
/// @param fresh whether allocation goes by it
/// @param lastError empty if no measurement failed
/// @param lastErrorAge since the latest measurement that failed; null if none did
public record LatencyEntry(
        @Nullable Duration latency,
        @Nullable Duration age,
        int samples,
        boolean fresh,
        String lastError,
        @Nullable Duration lastErrorAge) {
    /// A hub inside this process: no network is between us, so there is nothing to measure, and all
    /// of its kind are equally near.
    public static final LatencyEntry IN_PROCESS =
            new LatencyEntry(Duration.ZERO, Duration.ZERO, 0, true, "", null);
}
