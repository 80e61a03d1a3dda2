package berth.store.sql;

import java.nio.file.Path;

/// Another process works on this data folder. A retry helps only when that one has ended.
public final class StoreLocked extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreLocked(Path folder) {
        super("the data folder " + folder + " is in use by another process");
    }
}
