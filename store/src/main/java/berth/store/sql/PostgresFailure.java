package berth.store.sql;

import berth.core.error.StoreUnavailable;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;

/// What an error of PostgreSQL means. Source: PostgreSQL documentation, appendix A, "Error Codes".
enum PostgresFailure {
    /// Somebody else was faster: the whole transaction is to be done again.
    RACE,
    /// Nothing was done; it may work later.
    UNAVAILABLE,
    /// The answer to a commit got lost.
    UNKNOWN,
    /// A statement of ours is wrong.
    BUG;

    /// Serialization failure, deadlock, unique violation: after each the decision must be made anew
    /// on what is there now.
    private static final Set<String> RACES = Set.of("40001", "40P01", "23505");

    /// Lost connection; transaction rollback of unknown kind; resources; operator; system error;
    /// object in use, which is a lock that could not be had.
    private static final Set<String> UNAVAILABLE_CLASSES =
            Set.of("08", "40", "53", "57", "58", "55");

    static PostgresFailure of(SQLException e, boolean committing) {
        var state = Objects.requireNonNullElse(e.getSQLState(), "08000");
        if (RACES.contains(state)) {
            return RACE;
        }
        boolean answerLost =
                state.startsWith("08") || state.startsWith("57P0") || state.equals("40003");
        if (committing && answerLost) {
            return UNKNOWN;
        }
        return UNAVAILABLE_CLASSES.contains(state.substring(0, 2)) ? UNAVAILABLE : BUG;
    }

    RuntimeException exception(String name, SQLException cause) {
        return switch (this) {
            case RACE, UNAVAILABLE -> new StoreUnavailable(name, true, cause);
            case UNKNOWN -> new StoreUnavailable(name, false, cause);
            case BUG -> new IllegalStateException("store: " + name, cause);
        };
    }
}
