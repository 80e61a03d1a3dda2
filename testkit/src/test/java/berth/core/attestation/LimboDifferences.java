package berth.core.attestation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// The checked-in list of vectors on which we deliberately differ: per vector, in which direction.
///
/// ```text
/// list  = { blank | "#" comment | group }
/// group = kind ":" reason newline { two blanks, ID of a vector, newline }
/// ```
final class LimboDifferences {
    private static final String RESOURCE = "/limbo/differences.txt";

    /// Which way a difference goes.
    enum Kind {
        DOES_NOT_APPLY("does-not-apply"),
        LAXER("laxer"),
        STRICTER("stricter");

        private final String spelling;

        Kind(String spelling) {
            this.spelling = spelling;
        }

        /// Whether a verdict that differs may be listed as this.
        boolean fits(boolean expectsSuccess) {
            return this == DOES_NOT_APPLY || expectsSuccess == (this == STRICTER);
        }

        private static Kind of(String spelling) {
            return Arrays.stream(values())
                    .filter(kind -> kind.spelling.equals(spelling))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no kind: " + spelling));
        }
    }

    private LimboDifferences() {}

    static Map<String, Kind> read() throws IOException {
        String text;
        try (var list = LimboDifferences.class.getResourceAsStream(RESOURCE)) {
            text = new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8);
        }
        SequencedMap<String, Kind> differences = new LinkedHashMap<>();
        Kind kind = null;
        for (var line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (!line.startsWith("  ")) {
                kind = group(line);
            } else if (kind == null || differences.put(line.strip(), kind) != null) {
                throw new IllegalStateException("without a reason, or twice: " + line.strip());
            }
        }
        return differences;
    }

    private static Kind group(String line) {
        int colon = line.indexOf(':');
        if (colon < 0 || line.substring(colon + 1).isBlank()) {
            throw new IllegalStateException("a group without a reason: " + line);
        }
        return Kind.of(line.substring(0, colon));
    }
}
