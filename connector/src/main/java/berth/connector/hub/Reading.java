package berth.connector.hub;

import berth.core.error.Refusal;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// What a reply says, about the device or about the hub.
sealed interface Reading {
    /// About the device.
    record Clear(HubReply reply) implements Reading {}

    /// The hub has too much to do.
    ///
    /// @param retryAfter null if it does not say for how long
    record Throttled(@Nullable Duration retryAfter) implements Reading {}

    /// The hub cannot answer now, or its answer cannot be understood.
    record Trouble(String reason, Duration notBefore) implements Reading {}

    /// The hub will not have us.
    record Forbidden(Refusal refusal) implements Reading {}

    /// The hub has no room.
    record Full(Refusal refusal) implements Reading {}

    /// The hub will not have this device.
    record Rejected(Refusal refusal) implements Reading {}
}
