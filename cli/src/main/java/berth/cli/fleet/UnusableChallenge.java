package berth.cli.fleet;

import java.io.IOException;

/// A TPM's challenge that its TPM does not take, or that is none: the next one will be no better.
public final class UnusableChallenge extends IOException {
    private static final long serialVersionUID = 1L;

    public UnusableChallenge(String message) {
        super(message);
    }

    public UnusableChallenge(String message, Throwable cause) {
        super(message, cause);
    }
}
