package berth.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// A data folder nobody asked to keep.
final class TemporaryFolder {
    private TemporaryFolder() {}

    /// Removes the folder with all that is in it.
    static void remove(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("berth: could not remove " + folder + ": " + e.getMessage());
        }
    }
}
