package berth.testkit.history;

import berth.core.json.JsonObject;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/// Where one process writes what it does. A line that [#append] returned from is with the operating
/// system and survives the end of the process, however it comes. Any thread.
///
/// Not a `FileChannel`: that closes itself when a writing thread is interrupted.
public final class HistoryLog implements AutoCloseable {
    private final OutputStream file;
    private final String process;
    private final LongSupplier monotonicNanos;
    private long sequence;
    private boolean broken;

    private HistoryLog(OutputStream file, String process, LongSupplier monotonicNanos) {
        this.file = file;
        this.process = process;
        this.monotonicNanos = monotonicNanos;
    }

    /// A new file: a process that starts again writes another one, so a line torn by a kill can
    /// only be a file's last.
    ///
    /// @param process no other process of the same history may have this name
    /// @param monotonicNanos `System::nanoTime` where several processes are merged
    public static HistoryLog create(Path path, String process, LongSupplier monotonicNanos) {
        try {
            Files.createFile(path);
            return new HistoryLog(
                    new FileOutputStream(path.toFile(), true), process, monotonicNanos);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws UncheckedIOException when the line could not be written; the log is unusable then
    public synchronized HistoryEntry append(
            String actor, HistoryEntry.Phase phase, Fact fact, String key, JsonObject value) {
        if (broken) {
            throw new IllegalStateException("the log of " + process + " is closed or torn");
        }
        var entry =
                new HistoryEntry(
                        sequence + 1,
                        monotonicNanos.getAsLong(),
                        process,
                        actor,
                        phase,
                        fact,
                        key,
                        value);
        try {
            file.write((HistoryJson.line(entry) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            broken = true;
            throw new UncheckedIOException(e);
        }
        sequence++;
        return entry;
    }

    @Override
    public synchronized void close() {
        broken = true;
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
