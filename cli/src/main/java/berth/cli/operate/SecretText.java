package berth.cli.operate;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Secrets that a command is given. Whatever stands on a command line can be read by every user of
/// the machine, so a secret may as well be in a file or in the environment.
final class SecretText {
    private static final int BYTES_MAX = 64 * 1024;

    private SecretText() {}

    /// The option's text; what its file holds, if it is `@FILE`; else the variable's.
    ///
    /// @throws IllegalArgumentException when the file cannot be read
    static Optional<String> of(
            @Nullable String option, String variable, Map<String, String> environment) {
        if (option == null) {
            return Optional.ofNullable(environment.get(variable))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty());
        }
        return Optional.of(option.startsWith("@") ? file(option.substring(1)) : option.strip());
    }

    private static String file(String name) {
        try {
            var path = Path.of(name);
            if (Files.size(path) > BYTES_MAX) {
                throw new IllegalArgumentException(name + " is too large for a secret");
            }
            return Files.readString(path).strip();
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("cannot read " + name, e);
        }
    }
}
