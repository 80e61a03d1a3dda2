package berth.connector.guard;

import berth.core.id.ByteString;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What became of a call. Reasons are for operators: they may name addresses, never keys.
public sealed interface CallOutcome {
    /// The server answered, with whatever status; redirects are answers like any other.
    ///
    /// @param headers by lower-case name; repeated ones joined by a comma
    record Answered(int status, Map<String, String> headers, ByteString body)
            implements CallOutcome {
        public Answered {
            headers = Collections.unmodifiableMap(new TreeMap<>(headers));
        }

        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }
    }

    /// We do not call this server: its URL, name, address or certificate is not acceptable. Nothing
    /// was sent, and nothing will be until somebody changes the configuration.
    record Refused(String reason) implements CallOutcome {}

    /// The server was not reached, or too many calls to it are running. Nothing was sent.
    record Unreachable(String reason) implements CallOutcome {}

    /// The request was sent, in part at least, and no complete answer came: the server may or may
    /// not have acted on it.
    record Lost(String reason) implements CallOutcome {}

    /// The server answered with something that is not HTTP or beyond the limits. It may have acted
    /// on the request.
    record Unreadable(String reason) implements CallOutcome {}
}
