package berth.core.hub;

import berth.core.id.ByteString;
import berth.core.id.IdScope;
import berth.core.id.OperationId;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Who wrote an identity: the scope, the registration's generation and the operation, so that a
/// late write of an older operation can be told from a newer one.
///
/// Travels in the identity's `statusReason`, at most 128 characters: `dps1;<first 12 hex digits of
/// SHA-256(scope)>;<generation>;<operation>`, and `;t` behind it where an identity was taken over:
/// a later try of the operation must be able to tell what it created from what it found, because
/// only the former may be removed again.
///
/// Source: reliability, section 4.1.
public record HubMarker(String scopeHash, long generation, OperationId operation) {
    private static final Pattern TEXT =
            Pattern.compile("dps1;([0-9a-f]{12});([0-9]{1,18});([0-9a-f.-]{1,64})(;t)?");

    /// The twin tag that carries the marker where an operator's own `statusReason` is kept.
    public static final String TWIN_TAG = "provisioningMarker";

    public static HubMarker of(IdScope scope, long generation, OperationId operation) {
        var digest = ByteString.sha256(scope.value().getBytes(StandardCharsets.US_ASCII)).hex();
        return new HubMarker(digest.substring(0, 12), generation, operation);
    }

    /// The marker in a `statusReason`, or empty if it is somebody's own text.
    public static Optional<HubMarker> parse(String statusReason) {
        var match = TEXT.matcher(statusReason);
        if (!match.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new HubMarker(
                        match.group(1),
                        Long.parseLong(match.group(2)),
                        new OperationId(match.group(3))));
    }

    public String text() {
        return "dps1;" + scopeHash + ";" + generation + ";" + operation;
    }

    /// The marker of an identity that was there before.
    public String takeoverText() {
        return text() + ";t";
    }

    /// Whether `statusReason` is the marker of an identity that was there before.
    public static boolean saysTakenOver(String statusReason) {
        var match = TEXT.matcher(statusReason);
        return match.matches() && match.group(4) != null;
    }

    /// A marker that is newer than this one and not newer than that of any later generation.
    public HubMarker justAfter() {
        return new HubMarker(scopeHash, generation + 1, operation);
    }

    /// Whether this marker is of a later generation of the same scope than `other`.
    public boolean newerThan(HubMarker other) {
        return scopeHash.equals(other.scopeHash) && generation > other.generation;
    }
}
