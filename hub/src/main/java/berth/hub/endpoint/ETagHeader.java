package berth.hub.endpoint;

import berth.core.id.ETag;

import java.util.Optional;

/// An etag in any of the spellings clients use: `*`, `"*"`, `abc`, `"abc"`, `W/"abc"`.
///
/// Source: iot-hub-protocol, section 5.2.
sealed interface ETagHeader {
    /// `*`: whatever is there.
    record Any() implements ETagHeader {}

    /// One etag.
    record One(ETag etag) implements ETagHeader {}

    /// Empty when `text` cannot be an etag.
    static Optional<ETagHeader> parse(String text) {
        var stripped = text.strip();
        // Unquoted, W/ may be the beginning of the etag itself.
        var opaque = stripped.startsWith("W/\"") ? stripped.substring(2) : stripped;
        boolean quoted = opaque.length() >= 2 && opaque.startsWith("\"") && opaque.endsWith("\"");
        var value = quoted ? opaque.substring(1, opaque.length() - 1) : opaque;
        if (value.equals("*")) {
            return Optional.of(new Any());
        }
        try {
            return Optional.of(new One(new ETag(value)));
        } catch (IllegalArgumentException _) {
            // Empty or too long; the caller says so.
            return Optional.empty();
        }
    }
}
