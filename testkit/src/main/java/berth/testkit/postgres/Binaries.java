package berth.testkit.postgres;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.ArchUtils;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/// Unpacks the PostgreSQL binaries that lie on the class path for this platform.
final class Binaries {
    private Binaries() {}

    /// Readable by everybody, because the server may have to run as somebody else.
    static void unpack(Path folder) throws IOException {
        var name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var system =
                name.startsWith("mac") ? "Darwin" : name.startsWith("win") ? "Windows" : "Linux";
        var machine = ArchUtils.normalize(System.getProperty("os.arch"));
        try (var packed = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine)) {
            if (packed == null) {
                throw new IOException("no binaries for " + system + " on " + machine);
            }
            var archive = new TarArchiveInputStream(new XZCompressorInputStream(packed));
            for (var entry = archive.getNextEntry(); entry != null; ) {
                unpack(archive, entry, folder);
                entry = archive.getNextEntry();
            }
        }
    }

    private static void unpack(TarArchiveInputStream archive, TarArchiveEntry entry, Path folder)
            throws IOException {
        var path = folder.resolve(entry.getName()).normalize();
        if (!path.startsWith(folder)) {
            throw new IOException("the archive leads out of its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(path, folder.resolve(entry.getLinkName()));
        } else {
            Files.copy(archive, path);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }
}
