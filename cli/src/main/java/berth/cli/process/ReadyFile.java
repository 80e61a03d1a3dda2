package berth.cli.process;

import berth.server.StartupProblem;
import berth.server.dev.Ready;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonFields;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The file by which a service says that it is ready, and where.
public final class ReadyFile {
    private ReadyFile() {}

    /// Writes the file whole or not at all, for its owner only: it holds keys.
    public static void write(Path file, Ready ready) {
        var folder = file.toAbsolutePath().resolveSibling(".").normalize();
        if (!Files.isDirectory(folder)) {
            throw new StartupProblem(
                    "cannot write the ready file %s: there is no folder %s"
                            .formatted(file, folder));
        }
        try {
            var draft =
                    folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                            ? Files.createTempFile(
                                    folder,
                                    ".ready",
                                    "",
                                    PosixFilePermissions.asFileAttribute(
                                            PosixFilePermissions.fromString("rw-------")))
                            : Files.createTempFile(folder, ".ready", "");
            Files.writeString(draft, JsonText.text(ready.json()) + "\n");
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StartupProblem(
                    "cannot write the ready file %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    public static Ready read(Path file) {
        try {
            return Ready.parse(
                    JsonFields.object(JsonText.parse(Files.readString(file), JsonLimits.DEFAULT)));
        } catch (IOException e) {
            throw new StartupProblem("cannot read the ready file " + file, e);
        } catch (MalformedJson | BadDocument e) {
            throw new StartupProblem(
                    "%s is not a ready file: %s".formatted(file, e.getMessage()), e);
        }
    }
}
