package berth.wire.json;

import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.core.work.WorkEntry;
import berth.core.work.WorkItem;

import java.util.LinkedHashMap;
import java.util.Optional;

/// Work items as operators read them. A document of ours; see docs/operating.md.
public final class WorkItemJson {
    private static final Spellings<WorkItem.Kind> KINDS =
            new Spellings<>(
                    WorkItem.Kind.class,
                    kind ->
                            switch (kind) {
                                case HUB_CLEANUP -> "hubCleanup";
                                case ABSENCE_WATCH -> "absenceWatch";
                                case HUB_DISABLE -> "hubDisable";
                                case RECONCILIATION -> "reconciliation";
                            });

    private static final Spellings<WorkEntry.State> STATES =
            new Spellings<>(
                    WorkEntry.State.class,
                    state ->
                            switch (state) {
                                case OPEN -> "open";
                                case DONE -> "done";
                                case DEAD -> "dead";
                            });

    private WorkItemJson() {}

    /// The kind that `word` spells.
    public static Optional<WorkItem.Kind> kind(String word) {
        return KINDS.of(word);
    }

    /// The state that `word` spells.
    public static Optional<WorkEntry.State> state(String word) {
        return STATES.of(word);
    }

    public static JsonObject write(WorkEntry entry) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("kind", new JsonString(KINDS.write(entry.item().kind())));
        members.put("key", new JsonString(entry.item().key()));
        members.put("state", new JsonString(STATES.write(entry.state())));
        members.put("attempts", JsonNumber.of(entry.attempt()));
        if (!entry.reason().isEmpty()) {
            members.put("reason", new JsonString(entry.reason()));
        }
        members.put("createdDateTimeUtc", new JsonString(Timestamps.trimmed(entry.createdAt())));
        members.put(
                "notBeforeDateTimeUtc",
                new JsonString(Timestamps.trimmed(entry.item().notBefore())));
        entry.finished()
                .ifPresent(
                        at ->
                                members.put(
                                        "finishedDateTimeUtc",
                                        new JsonString(Timestamps.trimmed(at))));
        members.put("detail", entry.item().detail());
        return new JsonObject(members);
    }
}
