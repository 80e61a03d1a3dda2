package berth.store.sealing;

import berth.core.secret.Secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The file of the key-encryption key: one line, 32 bytes as base64, readable by its owner only.
public final class KeyFile {
    private static final int SIZE_MAX = 1024;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private final Path folder;

    public KeyFile(Path file) {
        this.file = file.toAbsolutePath();
        this.folder = Objects.requireNonNull(this.file.getParent(), "a key file lies in a folder");
    }

    public boolean exists() {
        return Files.exists(file);
    }

    /// Reads the key.
    ///
    /// @throws KeyFileRefused when others than the owner may read it, or it holds no key
    public KeyEncryptionKey read() {
        try {
            refuseIfShared();
            if (Files.size(file) > SIZE_MAX) {
                throw new KeyFileRefused(file, "is too long for a key");
            }
            var text = Files.readString(file, StandardCharsets.US_ASCII).strip();
            return new KeyEncryptionKey(Secret.ofBase64(text), file);
        } catch (IOException e) {
            throw new KeyFileRefused(file, "cannot be read", e);
        } catch (IllegalArgumentException _) {
            throw new KeyFileRefused(file, "must hold 32 bytes as base64 and nothing else");
        }
    }

    /// Makes the file with a new key. It appears whole or not at all; of two processes that do this
    /// at once, both read what the first one made.
    public KeyEncryptionKey make(RandomGenerator random) {
        var key = Secret.random(KeyEncryptionKey.BYTES, random);
        try {
            Files.createDirectories(folder);
            var draft = folder.resolve(file.getFileName() + "." + random.nextLong() + ".draft");
            try {
                write(draft, key.revealBase64() + "\n");
                publish(draft);
            } finally {
                Files.deleteIfExists(draft);
            }
            sync();
        } catch (IOException e) {
            throw new KeyFileRefused(file, "cannot be made", e);
        }
        return read();
    }

    /// Refuses a file that does not match the database: its data keys need another key, or the same
    /// file is simply gone.
    public KeyFileRefused missing() {
        return new KeyFileRefused(
                file,
                "is missing, and the database holds secrets sealed with it: put the file back from"
                        + " its backup; without it the secrets are lost");
    }

    private void publish(Path draft) throws IOException {
        try {
            // A link never replaces a file that is there, which a move would.
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException _) {
            return;
        } catch (UnsupportedOperationException | FileSystemException _) {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void write(Path draft, String text) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileAttribute<?>[] attributes =
                posix() ? new FileAttribute<?>[] {ownerOnly()} : new FileAttribute<?>[0];
        try (var channel = FileChannel.open(draft, options, attributes)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private void sync() throws IOException {
        if (posix()) {
            try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private void refuseIfShared() throws IOException {
        if (!posix()) {
            return;
        }
        var shared = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        shared.removeAll(
                Set.of(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.OWNER_EXECUTE));
        if (!shared.isEmpty()) {
            throw new KeyFileRefused(
                    file, "is open to others than its owner: run  chmod 600 " + file);
        }
    }

    private boolean posix() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<Set<PosixFilePermission>> ownerOnly() {
        return PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    }
}
