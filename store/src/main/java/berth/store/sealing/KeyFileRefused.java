package berth.store.sealing;

import java.nio.file.Path;

/// The file of the key-encryption key is missing, unsafe or wrong: the start ends here. The message
/// says what to do; a retry alone does not help.
public final class KeyFileRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeyFileRefused(Path file, String what) {
        super("key file " + file + " " + what);
    }

    KeyFileRefused(Path file, String what, Throwable cause) {
        super("key file " + file + " " + what, cause);
    }
}
