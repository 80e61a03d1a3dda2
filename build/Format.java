import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Checks (`check`) or mends (`apply`) the format of every Java file in `<room>/src` and here.
///
/// Started from source by the root pom, in the root folder, with google-java-format on the class
/// path. Why so: docs/adr/0004-format.md.
final class Format {
    private static final Formatter AOSP =
            new Formatter(
                    JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build());

    private Format() {}

    public static void main(String[] args) throws IOException {
        var apply = args[0].equals("apply");
        var untidy = javaFiles().parallelStream().filter(file -> !isTidy(file, apply)).toList();

        untidy.forEach(
                file -> System.err.println((apply ? "formatted " : "not formatted: ") + file));
        if (!apply && !untidy.isEmpty()) {
            System.err.println("Mend with: mvn -q -N verify -Pformat");
            System.exit(1);
        }
    }

    private static boolean isTidy(Path file, boolean apply) {
        try {
            var source = Files.readString(file);
            var tidy = AOSP.formatSourceAndFixImports(source);
            if (apply && !tidy.equals(source)) {
                Files.writeString(file, tidy);
            }
            return tidy.equals(source);
        } catch (FormatterException e) {
            System.err.println(file + ": " + e.getMessage());
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> javaFiles() throws IOException {
        try (var rooms = Files.list(Path.of(""))) {
            return Stream.concat(
                            Stream.of(Path.of("build")), rooms.map(room -> room.resolve("src")))
                    .filter(Files::isDirectory)
                    .flatMap(Format::files)
                    .filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    private static Stream<Path> files(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
