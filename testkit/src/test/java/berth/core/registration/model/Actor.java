package berth.core.registration.model;

import berth.core.hub.HubAnswer;
import berth.core.id.HubHostName;
import berth.core.registration.Operation;
import berth.core.registration.Registration;
import berth.core.registration.model.RemoteHubModel.Stage;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A thread that works, with all it knows. Killed, it is idle. Hashes are of what tells most of
/// them apart: hashing rows in full is most of an exploration's time.
sealed interface Actor {
    record Idle() implements Actor {}

    /// It has a task and has looked at nothing yet.
    record Holding(Task task) implements Actor {}

    /// It asks a hub.
    record Calling(Task task, Seen seen, HubHostName hub, HubWish wish, Stage stage)
            implements Actor {}

    /// It knows all it needs, and is about to write.
    record Deciding(Task task, Seen seen, @Nullable Heard heard) implements Actor {}

    /// Only without [Rule#WORK_IN_SAME_TRANSACTION]: it has written, and has follow-up work to put.
    record Queueing(List<WorkItem> work, Actor then) implements Actor {}

    /// What it is on.
    sealed interface Task {
        record Assign(Operation operation) implements Task {
            @Override
            public int hashCode() {
                int hash = operation.id().hashCode();
                return 31 * hash
                        + 31 * (int) operation.lease().epoch()
                        + operation.state().hashCode();
            }
        }

        record Work(WorkEntry entry) implements Task {
            @Override
            public int hashCode() {
                return 31 * entry.item().key().hashCode() + (int) entry.epoch();
            }
        }

        /// @param act its number among the acts, which tells the order of marks in hubs
        record Enable(int act) implements Task {}
    }

    /// What it has read of the store, which may have changed since.
    record Seen(@Nullable Registration registration, World.Surroundings surroundings) {
        @Override
        public int hashCode() {
            int hash = surroundings.hashCode();
            return registration == null
                    ? hash
                    : 31 * hash
                            + 31 * (int) registration.generation()
                            + registration.status().hashCode();
        }
    }

    /// What a hub said.
    sealed interface Heard {
        record Answer(HubAnswer answer) implements Heard {}

        record Twin(boolean present) implements Heard {}

        record Nothing() implements Heard {}
    }

    default @Nullable Task task() {
        return switch (this) {
            case Idle() -> null;
            case Holding(var task) -> task;
            case Calling(var task, _, _, _, _) -> task;
            case Deciding(var task, _, _) -> task;
            case Queueing(_, var then) -> then.task();
        };
    }

    default @Nullable Operation operation() {
        return task() instanceof Task.Assign(var operation) ? operation : null;
    }

    default @Nullable WorkEntry entry() {
        return task() instanceof Task.Work(var entry) ? entry : null;
    }
}
