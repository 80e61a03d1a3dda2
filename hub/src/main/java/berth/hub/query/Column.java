package berth.hub.query;

import org.jspecify.annotations.Nullable;

/// One member of a row.
public record Column(String name, Value value) {
    /// What it holds.
    public sealed interface Value {}

    /// A member of the document, or of what a group has in common.
    public record Plain(Field field) implements Value {}

    /// @param field null for COUNT()
    public record Aggregate(Function function, @Nullable Field field) implements Value {}

    /// What can be said about a group. All but COUNT look at numbers and pass over the rest.
    public enum Function {
        COUNT,
        SUM,
        AVG,
        MIN,
        MAX
    }
}
