package berth.core.change;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/// One page of a listing in the order of its key.
///
/// @param next the key to continue after, or null on the last page
public record Page<T>(List<T> items, @Nullable String next) {
    public Page {
        items = List.copyOf(items);
    }

    public Optional<String> continuation() {
        return Optional.ofNullable(next);
    }

    /// What to list: at most `limit` items whose key is greater than `after`.
    ///
    /// @param after the last key of the page before, or empty for the first page
    public record Request(String after, int limit) {
        public Request {
            if (limit < 1 || limit > 1000) {
                throw new IllegalArgumentException("a page has 1 to 1000 items, not " + limit);
            }
        }
    }
}
