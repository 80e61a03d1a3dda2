package berth.core.registration;

import berth.core.id.IdScope;
import berth.core.json.JsonObject;

import java.time.Instant;

/// Work that outlives the operation that needs it, written in the same transaction.
///
/// @param kind what is to be done
/// @param key unique within scope and kind: the same need queued twice is one item
/// @param detail what the worker needs to know; no secrets
/// @param notBefore when it may first be tried
///
///   Source: reliability, section 3.1.
public record WorkItem(IdScope scope, Kind kind, String key, JsonObject detail, Instant notBefore) {
    /// The kinds of follow-up work.
    public enum Kind {
        /// Remove an identity that an operation made and could not use, or left behind.
        HUB_CLEANUP
    }
}
