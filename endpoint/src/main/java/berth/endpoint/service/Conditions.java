package berth.endpoint.service;

import berth.core.enrollment.Precondition;
import berth.net.http.HttpHeaders;

import java.util.Optional;

/// Preconditions as clients spell them: a tag bare, in quotes (C# quotes even the star), weak, or
/// the star alone.
///
/// Source: dps-service-api, sections 0.3 and 2.5.
final class Conditions {
    private static final String STAR = "*";

    private Conditions() {}

    /// Without `If-Match` a PUT is a creation.
    static Precondition ofPut(HttpHeaders headers) {
        boolean createOnly =
                headers.first("If-None-Match").filter(tag -> bare(tag).equals(STAR)).isPresent();
        return createOnly
                ? new Precondition.Absent()
                : ifMatch(headers).orElseGet(Precondition.Absent::new);
    }

    /// Without `If-Match` a DELETE, or a change of something that is there, takes whatever it
    /// finds.
    static Precondition ofChange(HttpHeaders headers) {
        return ifMatch(headers).orElseGet(Precondition.Anything::new);
    }

    /// An empty tag is what a client sends that has none.
    private static Optional<Precondition> ifMatch(HttpHeaders headers) {
        return headers.first("If-Match").filter(tag -> !bare(tag).isEmpty()).map(Conditions::ofTag);
    }

    static Precondition ofTag(String tag) {
        var bare = bare(tag);
        return bare.equals(STAR) ? new Precondition.Anything() : new Precondition.Tag(bare);
    }

    private static String bare(String tag) {
        var text = tag.strip();
        if (text.startsWith("W/")) {
            text = text.substring(2);
        }
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
