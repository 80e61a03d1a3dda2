package berth.testkit.history;

import org.jspecify.annotations.Nullable;

/// A history that cannot have been written by the rules: nothing can be concluded from it.
public final class MalformedHistory extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedHistory(String where, String problem, @Nullable Throwable cause) {
        super(where + ": " + problem, cause);
    }
}
