package berth.core.tpm;

/// Bytes that are not the structure they should be. The message repeats none of them.
final class TpmFormat extends Exception {
    private static final long serialVersionUID = 1L;

    TpmFormat(String message) {
        super(message);
    }
}
