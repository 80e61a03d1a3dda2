package berth.core.usage;

import berth.core.id.IdScope;

import java.time.LocalDate;
import java.util.List;

/// Tells how many operations were performed. Counted in the transactions that perform them, never
/// reset. Calls block.
///
/// @see berth.core.error.StoreUnavailable which every method may throw
public interface UsageStore {
    /// Per day (UTC, by the store's clock) and kind, both days included, in the order of days; days
    /// and kinds without operations are left out.
    List<Usage> usage(IdScope scope, LocalDate first, LocalDate last);

    /// The operations of one kind on one day.
    record Usage(LocalDate day, UsageKind kind, long count) {}
}
