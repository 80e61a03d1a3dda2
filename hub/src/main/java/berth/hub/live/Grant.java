package berth.hub.live;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A claim that was found true.
///
/// @param generationId of the identity it was found true for
/// @param authMethod the value of `iothub-connection-auth-method`
/// @param expiresAt when the token expires; null for certificates
public record Grant(
        Claim claim, String generationId, String authMethod, @Nullable Instant expiresAt) {}
