package berth.server;

/// The service cannot start for a reason its operator can mend. The message is one clear line,
/// meant to be shown as it is, without a stack trace.
public final class StartupProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartupProblem(String message) {
        super(message);
    }

    public StartupProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
