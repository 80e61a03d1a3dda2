package berth.store.sql;

import berth.core.id.ByteString;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// One step of the schema, from a file named for its number. A file that was released never
/// changes.
///
/// @param checksum of the file, to notice that it did
record Migration(int version, String name, String checksum, List<String> statements) {
    /// All of them, in their order.
    private static final List<String> FILES =
            List.of(
                    "V0001__sealing",
                    "V0002__instance",
                    "V0003__enrollment",
                    "V0004__registration",
                    "V0005__audit",
                    "V0006__hub",
                    "V0007__hub_tombstone",
                    "V0008__registration_engine",
                    "V0009__tpm_challenge",
                    "V0010__hub_devices");

    Migration {
        statements = List.copyOf(statements);
    }

    static List<Migration> known() {
        return FILES.stream().map(Migration::load).toList();
    }

    private static Migration load(String file) {
        return parse(file, read("migration/" + file + ".sql"));
    }

    /// Statements end with a semicolon, which occurs nowhere else; comments are lines of their own.
    static Migration parse(String file, String text) {
        var unix = text.replace("\r\n", "\n");
        var code =
                unix.lines()
                        .filter(line -> !line.startsWith("--"))
                        .collect(Collectors.joining("\n"));
        return new Migration(
                Integer.parseInt(file.substring(1, 5)),
                file.substring(7),
                ByteString.sha256(unix.getBytes(StandardCharsets.UTF_8)).hex(),
                Arrays.stream(code.split(";"))
                        .map(String::strip)
                        .filter(statement -> !statement.isEmpty())
                        .toList());
    }

    private static String read(String resource) {
        try (var stream = Migration.class.getResourceAsStream(resource)) {
            return new String(
                    Objects.requireNonNull(stream, resource).readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }
}
