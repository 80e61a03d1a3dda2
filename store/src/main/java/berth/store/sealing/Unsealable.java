package berth.store.sealing;

/// A sealed value does not open. The message never holds a piece of it.
final class Unsealable extends Exception {
    private static final long serialVersionUID = 1L;

    Unsealable(String what) {
        super(what);
    }
}
