package berth.hub.amqp;

import berth.core.access.HubRight;
import berth.hub.live.LiveHub;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Tokens of shared access policies that an application has shown on one connection. Owned by the
/// connection's thread; judging blocks.
final class ServiceTokens {
    /// @param audience the path it was shown for
    record Shown(String audience, String token, Instant expiresAt) {}

    private final Map<String, Shown> shown = new LinkedHashMap<>();

    /// A token that was found good. It takes the place of an older one for the same.
    void add(Shown token) {
        shown.put(token.audience(), token);
    }

    void clear() {
        shown.clear();
    }

    int count() {
        return shown.size();
    }

    /// For a thread of its own.
    ServiceTokens copy() {
        var copy = new ServiceTokens();
        copy.shown.putAll(shown);
        return copy;
    }

    /// Whether any of them still allows a path. Blocks.
    ///
    /// @return the policy; empty if none does, which then is in the audit trail
    Optional<String> policyFor(String path, LiveHub hub, String source, String trackingId) {
        for (var one : shown.values()) {
            var policy =
                    hub.service()
                            .servicePolicy(
                                    one.token(),
                                    path,
                                    HubRight.SERVICE_CONNECT,
                                    source,
                                    trackingId);
            if (policy.isPresent()) {
                return policy;
            }
        }
        return Optional.empty();
    }

    /// When the last of them is of no use any more; empty if there is none.
    Optional<Instant> end() {
        return shown.values().stream().map(Shown::expiresAt).max(Instant::compareTo);
    }
}
