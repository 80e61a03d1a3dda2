package berth.wire.json;

/// A document that is JSON but not what the contract asks for. The message is safe to show: it
/// names the member and the rule and never repeats a value.
public final class BadDocument extends Exception {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String problem;

    /// @param path members joined by dots, array places in brackets: `tags.building[2]`; empty for
    ///   the document itself
    public BadDocument(String path, String problem) {
        super(path.isEmpty() ? "the document " + problem : path + " " + problem);
        this.path = path;
        this.problem = problem;
    }

    public String path() {
        return path;
    }

    /// Continues a sentence whose subject is the member: `is required`, `must be a string`.
    public String problem() {
        return problem;
    }

    /// The same problem, found in a part of something bigger.
    public BadDocument under(String outer) {
        if (outer.isEmpty()) {
            return this;
        }
        if (path.isEmpty()) {
            return new BadDocument(outer, problem);
        }
        return new BadDocument(path.startsWith("[") ? outer + path : outer + "." + path, problem);
    }
}
