package berth.testkit.history;

import berth.core.json.JsonArray;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.core.work.WorkItem;
import berth.testkit.history.FinalState.EndWork;

import java.util.List;
import java.util.Map;

/// Writes the calls of one process into its log: the thread that makes a call is its actor.
public final class Recorder {
    private final HistoryLog log;

    public Recorder(HistoryLog log) {
        this.log = log;
    }

    /// A call by the present thread that has begun and must be ended once, by any thread.
    public final class Begun {
        private final String actor;
        private final Fact fact;
        private final String key;

        private Begun(String actor, Fact fact, String key) {
            this.actor = actor;
            this.fact = fact;
            this.key = key;
        }

        /// It had its effect.
        public void ok(JsonObject value) {
            log.append(actor, HistoryEntry.Phase.OK, fact, key, value);
        }

        /// It certainly had none.
        public void fail(JsonObject value) {
            log.append(actor, HistoryEntry.Phase.FAIL, fact, key, value);
        }

        /// Nobody knows.
        public void unknown(JsonObject value) {
            log.append(actor, HistoryEntry.Phase.INFO, fact, key, value);
        }
    }

    /// The name of the present thread as an actor.
    public static String actor() {
        return "thread-" + Thread.currentThread().threadId();
    }

    public Begun begin(Fact fact, String key, JsonObject value) {
        return begin(actor(), fact, key, value);
    }

    public Begun begin(String actor, Fact fact, String key, JsonObject value) {
        log.append(actor, HistoryEntry.Phase.INVOKE, fact, key, value);
        return new Begun(actor, fact, key);
    }

    /// What has no beginning.
    public void happened(Fact fact, String key, JsonObject value) {
        log.append(actor(), HistoryEntry.Phase.OK, fact, key, value);
    }

    static List<String> names(List<WorkItem> work) {
        return work.stream()
                .map(item -> EndWork.name(item.scope().value(), item.kind().name(), item.key()))
                .toList();
    }

    /// The value of a call that queues items.
    static JsonObject queues(List<WorkItem> work) {
        return new JsonObject(
                Map.of(
                        "work",
                        new JsonArray(
                                names(work).stream().<JsonValue>map(JsonString::new).toList())));
    }
}
