package berth.core.allocation;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// How a linked hub is doing as far as this node knows, for operators.
///
/// @param lastError empty if there was none
/// @param since when the condition began; null while nobody has called the hub
/// @param latency null if there was no attempt to measure it
public record HubReport(
        Condition condition,
        String lastError,
        @Nullable Instant since,
        @Nullable LatencyEntry latency) {
    /// Whether a hub takes devices.
    public enum Condition {
        /// It answers, or nobody has asked yet.
        WELL,
        /// It does not answer.
        UNREACHABLE,
        /// It refuses the link's policy or key, or is suspended.
        UNAUTHORIZED,
        /// It takes no further devices.
        FULL
    }

    /// A hub inside this process: it is as well as we are.
    public static final HubReport IN_PROCESS =
            new HubReport(Condition.WELL, "", null, LatencyEntry.IN_PROCESS);
}
