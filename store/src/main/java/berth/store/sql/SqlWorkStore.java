package berth.store.sql;

import berth.core.audit.AuditEvent;
import berth.core.change.Page;
import berth.core.id.IdScope;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;
import berth.core.work.WorkStep;
import berth.core.work.WorkStore;

import java.time.Duration;

/// The queue of work items in the database.
public final class SqlWorkStore implements WorkStore {
    private final Database database;
    private final AuditRows audit;
    private final WorkItemRows rows = new WorkItemRows();

    SqlWorkStore(Database database, AuditRows audit) {
        this.database = database;
        this.audit = audit;
    }

    @Override
    public Claimed claim(String owner, Duration lease, int limit) {
        return database.write("claim of work", session -> rows.claim(session, owner, lease, limit));
    }

    @Override
    public boolean finish(WorkEntry entry, WorkStep step) {
        return database.write(
                "end of work " + entry.item().key(),
                session -> {
                    if (!rows.finish(session, entry, step)) {
                        return false;
                    }
                    switch (step) {
                        case WorkStep.Done(_, var next, var event) -> {
                            for (var item : next) {
                                rows.put(session, item);
                            }
                            audit.append(session, event);
                        }
                        case WorkStep.Again _ -> {}
                        case WorkStep.Dead(_, var event) -> audit.append(session, event);
                    }
                    return true;
                });
    }

    @Override
    public Page<WorkEntry> entries(IdScope scope, WorkEntry.State state, Page.Request page) {
        return database.read("work items", session -> rows.page(session, scope, state, page));
    }

    @Override
    public boolean settle(WorkItem.Name item, Word word, AuditEvent event) {
        return database.write(
                "word on work " + item.key(),
                session -> {
                    boolean settled =
                            switch (word) {
                                case REPLAY -> rows.replay(session, item);
                                case DISCARD -> rows.settle(session, item, "discarded");
                            };
                    if (settled) {
                        audit.append(session, event);
                    }
                    return settled;
                });
    }

    /// Deletes items that were done longer than `olderThan` ago, oldest first, at most `limit`.
    ///
    /// @return how many
    public int forgetDone(Duration olderThan, int limit) {
        return database.write("forgetting work", session -> rows.forget(session, olderThan, limit));
    }
}
