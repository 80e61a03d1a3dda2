package berth.hub.query;

import berth.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What a query answers with.
public sealed interface QueryPage {
    /// @param next null on the last page
    record Rows(List<JsonObject> items, @Nullable Continuation next) implements QueryPage {
        public Rows {
            items = List.copyOf(items);
        }
    }

    /// The query needs more than this hub gives. `message` is for the caller.
    record TooMuch(String message) implements QueryPage {}
}
