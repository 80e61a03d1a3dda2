package berth.connector.hub;

import java.time.Instant;

/// What the latest calls tell about a hub.
///
/// @param lastError for operators; empty if there was none
/// @param since when the condition began
/// @param worthTryingAt when a hub that is unwell may have recovered: somebody has to find out
public record HubHealth(
        Condition condition, String lastError, Instant since, Instant worthTryingAt) {
    /// Whether it makes sense to send devices there.
    public enum Condition {
        /// It answers, or nobody has asked yet.
        WELL,
        /// It does not answer; the circuit is open.
        UNREACHABLE,
        /// It refuses the link's policy or key, or is suspended.
        UNAUTHORIZED,
        /// It takes no further devices.
        FULL
    }

    HubHealth saying(String error) {
        return new HubHealth(condition, error, since, worthTryingAt);
    }

    /// Whether an order has a chance.
    public boolean usable(Instant now) {
        return condition == Condition.WELL || !now.isBefore(worthTryingAt);
    }
}
