package berth.core.registration;

import java.time.Instant;

/// Who works on an operation and until when. Gives progress, never safety: safety comes from the
/// epoch, which every write names.
///
/// @param owner the node's name of this start
/// @param until by the store's clock
/// @param epoch grows with each claim
public record Lease(String owner, Instant until, long epoch) {}
