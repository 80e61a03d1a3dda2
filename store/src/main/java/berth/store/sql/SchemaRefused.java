package berth.store.sql;

/// The database is not one this version can work on: the start ends here. The message says why.
public final class SchemaRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SchemaRefused(String message) {
        super(message);
    }

    SchemaRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
