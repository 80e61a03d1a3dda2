package berth.testkit.history;

import berth.core.audit.AuditEvent;
import berth.core.change.Page;
import berth.core.id.IdScope;
import berth.core.json.JsonObject;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;
import berth.core.work.WorkStep;
import berth.core.work.WorkStore;
import berth.testkit.history.FinalState.EndWork;

import java.time.Duration;
import java.util.List;

/// Writes down what each try of a work item came to, with the items that follow it.
public final class RecordedWorkStore implements WorkStore {
    private final WorkStore store;
    private final Recorder recorder;

    public RecordedWorkStore(WorkStore store, Recorder recorder) {
        this.store = store;
        this.recorder = recorder;
    }

    @Override
    public boolean finish(WorkEntry entry, WorkStep step) {
        var item = entry.item();
        var value = Recorder.queues(next(step));
        var call =
                recorder.begin(
                        Fact.WORK_END,
                        EndWork.name(item.scope().value(), item.kind().name(), item.key()),
                        value);
        try {
            boolean written = store.finish(entry, step);
            if (written) {
                call.ok(value);
            } else {
                call.fail(JsonObject.EMPTY);
            }
            return written;
        } catch (RuntimeException e) {
            call.unknown(value);
            throw e;
        }
    }

    private static List<WorkItem> next(WorkStep step) {
        return switch (step) {
            case WorkStep.Done(_, var next, _) -> next;
            case WorkStep.Again _, WorkStep.Dead _ -> List.of();
        };
    }

    @Override
    public Claimed claim(String owner, Duration lease, int limit) {
        return store.claim(owner, lease, limit);
    }

    @Override
    public Page<WorkEntry> entries(IdScope scope, WorkEntry.State state, Page.Request page) {
        return store.entries(scope, state, page);
    }

    @Override
    public boolean settle(WorkItem.Name item, Word word, AuditEvent audit) {
        return store.settle(item, word, audit);
    }
}
