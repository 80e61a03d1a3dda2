package berth.server.failpoint;

import berth.core.audit.AuditEvent;
import berth.core.change.Page;
import berth.core.failpoint.FailStep;
import berth.core.failpoint.Failpoints;
import berth.core.id.IdScope;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;
import berth.core.work.WorkStep;
import berth.core.work.WorkStore;

import java.time.Duration;

/// Reaches a failpoint before and after each of the queue's commits.
public final class FailpointWorkStore implements WorkStore {
    private final WorkStore store;
    private final Failpoints failpoints;

    public FailpointWorkStore(WorkStore store, Failpoints failpoints) {
        this.store = store;
        this.failpoints = failpoints;
    }

    @Override
    public Claimed claim(String owner, Duration lease, int limit) {
        return failpoints.around(FailStep.WORK_CLAIM, () -> store.claim(owner, lease, limit));
    }

    @Override
    public boolean finish(WorkEntry entry, WorkStep step) {
        return failpoints.around(FailStep.finish(step), () -> store.finish(entry, step));
    }

    @Override
    public Page<WorkEntry> entries(IdScope scope, WorkEntry.State state, Page.Request page) {
        return store.entries(scope, state, page);
    }

    @Override
    public boolean settle(WorkItem.Name item, Word word, AuditEvent audit) {
        return failpoints.around(FailStep.WORK_SETTLE, () -> store.settle(item, word, audit));
    }
}
