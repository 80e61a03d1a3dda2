package berth.server.failpoint;

/// A failure that a test ordered. Whether what it broke had its effect, the place's name says.
public final class InjectedFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InjectedFailure(String name) {
        super("ordered at failpoint " + name);
    }
}
