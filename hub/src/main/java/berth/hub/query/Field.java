package berth.hub.query;

import berth.core.json.JsonObject;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/// The way to a member of a twin document, in the document's own spelling.
public record Field(List<String> path) {
    private static final Set<String> TIMES =
            Set.of(
                    "lastActivityTime",
                    "statusUpdateTime",
                    "connectionStateUpdatedTime",
                    "$lastUpdated");

    public Field {
        path = List.copyOf(path);
        if (path.isEmpty()) {
            throw new IllegalArgumentException("a way has at least one step");
        }
    }

    /// What is there in `document`, or null if nothing is. JSON null is something.
    @Nullable JsonValue in(JsonObject document) {
        JsonValue here = document;
        for (var name : path) {
            var below = here instanceof JsonObject(var members) ? members.get(name) : null;
            if (below == null) {
                return null;
            }
            here = below;
        }
        return here;
    }

    /// The name of a column that has no other.
    String name() {
        return path.getLast();
    }

    /// Whether what is there is one of the hub's times, written as text.
    boolean isTime() {
        return TIMES.contains(path.getLast()) && !path.getFirst().equals("tags");
    }

    boolean isDeviceId() {
        return path.equals(List.of("deviceId"));
    }
}
