package berth.store.sql;

/// What callers may ask for at once.
final class Limits {
    private static final int RECORDS_MAX = 1_000;

    private Limits() {}

    static void records(int limit) {
        if (limit < 1 || limit > RECORDS_MAX) {
            throw new IllegalArgumentException(
                    "1 to " + RECORDS_MAX + " records at once, not " + limit);
        }
    }
}
