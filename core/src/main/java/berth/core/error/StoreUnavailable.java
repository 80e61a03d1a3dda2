package berth.core.error;

/// The store cannot answer. Nothing of the failed call was made durable unless `outcomeKnown` is
/// false: then it may or may not have been, and the caller must look before it repeats.
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean outcomeKnown;

    public StoreUnavailable(String operation, boolean outcomeKnown, Throwable cause) {
        super("store unavailable during " + operation, cause);
        this.outcomeKnown = outcomeKnown;
    }

    public boolean outcomeKnown() {
        return outcomeKnown;
    }
}
