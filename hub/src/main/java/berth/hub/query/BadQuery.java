package berth.hub.query;

/// A text that is no query this hub can answer. The message is for whoever wrote the query: it says
/// what is wrong or not supported, and where.
public final class BadQuery extends Exception {
    private static final long serialVersionUID = 1L;

    private final int at;

    /// @param problem a sentence without its full stop
    /// @param at the place in the text, counted from 0
    BadQuery(String problem, int at) {
        super("%s at character %d".formatted(problem, at + 1));
        this.at = at;
    }

    /// The place in the text, counted from 0.
    public int at() {
        return at;
    }
}
