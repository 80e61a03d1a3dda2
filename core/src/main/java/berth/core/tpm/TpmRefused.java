package berth.core.tpm;

/// A TPM does not take a blob: it is for another one, or it was changed.
public final class TpmRefused extends Exception {
    private static final long serialVersionUID = 1L;

    TpmRefused(String message) {
        super(message);
    }

    TpmRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
