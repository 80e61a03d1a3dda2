package berth.store.sql;

import berth.core.error.StoreUnavailable;

import java.sql.SQLException;

/// What an error of SQLite means. Source: sqlite.org, "Result and Error Codes".
enum SqliteFailure {
    /// The file can no longer be trusted: nothing more is to be written by this process.
    FINAL,
    /// Nothing was done; it may work later.
    UNAVAILABLE,
    /// A statement of ours is wrong.
    BUG;

    static SqliteFailure of(SQLException e) {
        // The low byte is the primary code, the rest says more of the same.
        return switch (e.getErrorCode() & 0xff) {
            case 10 /* IOERR */, 11 /* CORRUPT */, 26 /* NOTADB */ -> FINAL;
            case 5 /* BUSY */,
                    6 /* LOCKED */,
                    7 /* NOMEM */,
                    8 /* READONLY */,
                    9 /* INTERRUPT */,
                    13 /* FULL */,
                    14 /* CANTOPEN */,
                    15 /* PROTOCOL */,
                    17 /* SCHEMA */ ->
                    UNAVAILABLE;
            default -> BUG;
        };
    }

    /// The exception for a caller whose work was undone.
    RuntimeException exception(String name, SQLException cause) {
        return switch (this) {
            case FINAL, UNAVAILABLE -> new StoreUnavailable(name, true, cause);
            case BUG -> new IllegalStateException("store: " + name, cause);
        };
    }
}
