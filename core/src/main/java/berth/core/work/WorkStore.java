package berth.core.work;

import berth.core.audit.AuditEvent;
import berth.core.change.Page;
import berth.core.id.IdScope;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Keeps the queue of work items. Calls block; what a call wrote is durable when it returns. Items
/// are put by other stores' transactions.
///
/// @see berth.core.error.StoreUnavailable which every method may throw
public interface WorkStore {
    /// Takes open items of the kinds that are worked automatically (due, lease free or expired) for
    /// `owner`, in the order they are due, and gives each a new epoch.
    Claimed claim(String owner, Duration lease, int limit);

    /// Writes `step` if the item is still open and has the epoch of `entry`, and gives the lease
    /// back.
    ///
    /// @return false if the item is another one's by now: nothing was written
    boolean finish(WorkEntry entry, WorkStep step);

    /// The items of a scope in one state, in the order of kind and key.
    ///
    /// @param page its `after` is `kind/key` of the last item of the page before
    Page<WorkEntry> entries(IdScope scope, WorkEntry.State state, Page.Request page);

    /// Puts a dead item back to work, or closes an open or dead one undone, at an operator's word.
    ///
    /// @return false if there is no such item in a state that allows it
    boolean settle(WorkItem.Name item, Word word, AuditEvent audit);

    /// What an operator says about an item.
    enum Word {
        /// Dead items: open again, with no tries.
        REPLAY,
        /// Open and dead items: done, undone.
        DISCARD
    }

    /// Items taken by one claim.
    ///
    /// @param now by the store's clock, not later than the moment the leases began
    record Claimed(List<WorkEntry> entries, Instant now) {
        public Claimed {
            entries = List.copyOf(entries);
        }
    }
}
