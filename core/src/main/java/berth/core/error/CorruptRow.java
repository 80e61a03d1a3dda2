package berth.core.error;

/// A stored row fails its checksum or its seal. It is reported and isolated, never served; a retry
/// does not help.
public final class CorruptRow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CorruptRow(String table, String key, String what) {
        super("corrupt row in %s, key %s: %s".formatted(table, key, what));
    }
}
