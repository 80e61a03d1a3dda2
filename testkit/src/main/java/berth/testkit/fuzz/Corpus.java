package berth.testkit.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The saved inputs of a target.
final class Corpus {
    private Corpus() {}

    /// Where it lies among the compiled tests of `home`'s module.
    static Path folder(Class<?> home, String name) {
        var folder = home.getResource("/fuzz/" + name);
        if (folder == null) {
            throw new AssertionError("no corpus src/test/resources/fuzz/" + name);
        }
        try {
            return Path.of(folder.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a resource has a proper address", e);
        }
    }

    /// All inputs, in the order of their names.
    static List<byte[]> read(Class<?> home, String name) {
        try (var files = Files.list(folder(home, name))) {
            var inputs = new ArrayList<byte[]>();
            for (var file : files.sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
            return inputs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
