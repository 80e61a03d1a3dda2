package berth.testkit.store;

/// What callers may ask for at once.
final class Bounds {
    private static final int LIMIT_MAX = 1_000;

    private Bounds() {}

    static void limit(int limit) {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw new IllegalArgumentException("1 to 1000 at once, not " + limit);
        }
    }
}
