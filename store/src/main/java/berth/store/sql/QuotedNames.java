package berth.store.sql;

import java.util.Collection;
import java.util.stream.Collectors;

/// Names of constants as they stand between the parentheses of SQL's `IN`.
final class QuotedNames {
    private QuotedNames() {}

    static String of(Collection<? extends Enum<?>> constants) {
        return constants.stream()
                .map(constant -> "'" + constant.name() + "'")
                .collect(Collectors.joining(", "));
    }
}
