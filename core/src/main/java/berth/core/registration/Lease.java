package berth.core.registration;

import java.time.Duration;
import java.time.Instant;

/// Who works on an operation and until when. Gives progress, never safety: safety comes from the
/// epoch, which every write names.
///
/// @param owner the node's name of this start
/// @param until by the store's clock
/// @param epoch grows with each claim
///
///   Source: reliability, section 3.4.
public record Lease(String owner, Instant until, long epoch) {
    /// How long a lease lasts from the claim, the admission or the latest step.
    public static final Duration DURATION = Duration.ofSeconds(30);
}
