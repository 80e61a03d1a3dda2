package berth.testkit.history;

import berth.wire.json.BadDocument;
import berth.wire.json.MalformedJson;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Histories from and to files of JSON lines.
public final class HistoryFiles {
    private HistoryFiles() {}

    /// The files of several processes as one history.
    ///
    /// @throws MalformedHistory when a file is not what a [HistoryLog] writes
    public static History read(Collection<Path> files) {
        return History.merge(files.stream().map(HistoryFiles::entries).toList());
    }

    /// One process's entries. What stands behind the last line end was torn by a kill and is left
    /// out: its writer never returned.
    static List<HistoryEntry> entries(Path file) {
        try {
            var text = Files.readString(file, StandardCharsets.UTF_8);
            var whole = text.substring(0, text.lastIndexOf('\n') + 1);
            var entries = new ArrayList<HistoryEntry>();
            for (var line : whole.lines().toList()) {
                entries.add(entry(line, file.getFileName() + ":" + (entries.size() + 1)));
            }
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HistoryEntry entry(String line, String where) {
        try {
            return HistoryJson.entry(line);
        } catch (MalformedJson | BadDocument e) {
            throw new MalformedHistory(where, "not a line of a history", e);
        }
    }

    /// Writes the merged history, whose lines violations name.
    public static void write(Path file, History history) {
        try {
            Files.write(file, history.entries().stream().map(HistoryJson::line).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
