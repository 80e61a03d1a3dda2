package berth.wire.json;

/// The text is not JSON, or is more JSON than we are willing to read. The message says where and is
/// safe to show: it never repeats the text, which may hold a key.
public final class MalformedJson extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    /// @param line from 1; 0 if the place is not known
    MalformedJson(String problem, int line, int column) {
        super(line > 0 ? "%s at line %d, column %d".formatted(problem, line, column) : problem);
        this.line = line;
        this.column = column;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }
}
