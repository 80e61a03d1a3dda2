package berth.core.registration.simulation;

import berth.core.audit.AuditEvent;
import berth.core.change.Page;
import berth.core.id.IdScope;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;
import berth.core.work.WorkStep;
import berth.core.work.WorkStore;

import java.time.Duration;

/// The queue of work items behind the [Weather], watched by a [Watcher].
record SimulatedWork(Weather weather, WorkStore store, Watcher watcher) implements WorkStore {
    @Override
    public Claimed claim(String owner, Duration lease, int limit) {
        return weather.write("claim work by " + owner, () -> store.claim(owner, lease, limit));
    }

    @Override
    public boolean finish(WorkEntry entry, WorkStep step) {
        return weather.write(
                "finish " + entry.item().kind() + "/" + entry.item().key() + ": " + step,
                () -> watcher.finished(step, () -> store.finish(entry, step)));
    }

    @Override
    public Page<WorkEntry> entries(IdScope scope, WorkEntry.State state, Page.Request page) {
        return weather.read("work items", () -> store.entries(scope, state, page));
    }

    @Override
    public boolean settle(WorkItem.Name item, Word word, AuditEvent audit) {
        return weather.write("settle " + item, () -> store.settle(item, word, audit));
    }
}
