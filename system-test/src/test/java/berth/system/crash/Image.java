package berth.system.crash;

import berth.cli.Main;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;

/// How a server of the test build is started quickly: these tests start a hundred of them. Every
/// class path entry is a jar, so that the virtual machine can keep parsed classes in an archive,
/// which the first server that ends in order leaves for the others.
final class Image {
    private static final Image ONE = new Image();

    private final Path folder;
    private final String classPath;

    private Image() {
        try {
            folder = Files.createTempDirectory("berth-crash-image");
            folder.toFile().deleteOnExit();
            classPath =
                    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                            .map(Path::of)
                            .filter(Files::exists)
                            .map(this::jar)
                            .map(Path::toString)
                            .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The start of a command line; the program's arguments follow.
    ///
    /// @param properties as `-Dname=value`
    static List<String> command(List<String> properties) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xlog:cds=off",
                        "-Xlog:cds+dynamic=off",
                        "-XX:+AutoCreateSharedArchive",
                        "-XX:SharedArchiveFile=" + ONE.temporary("classes.jsa")));
        command.addAll(properties);
        command.addAll(List.of("-cp", ONE.classPath, Main.class.getName()));
        return command;
    }

    private Path temporary(String name) {
        var file = folder.resolve(name);
        file.toFile().deleteOnExit();
        return file;
    }

    private Path jar(Path entry) {
        if (!Files.isDirectory(entry)) {
            return entry;
        }
        var jar = temporary(Integer.toHexString(entry.toString().hashCode()) + ".jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(entry)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = entry.relativize(file).toString().replace(File.separatorChar, '/');
                out.putNextEntry(new ZipEntry(name));
                Files.copy(file, out);
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
