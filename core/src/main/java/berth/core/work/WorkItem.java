package berth.core.work;

import berth.core.id.IdScope;
import berth.core.json.JsonObject;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

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
        HUB_CLEANUP(true),
        /// Look again whether a removed identity has come back, and remove it.
        ABSENCE_WATCH(true),
        /// Disable an identity in its hub.
        HUB_DISABLE(true),
        /// A device was assigned without its allocation function's word: closed by the device's
        /// next assignment that has it, or by an operator.
        RECONCILIATION(false);

        private final boolean automatic;

        Kind(boolean automatic) {
            this.automatic = automatic;
        }

        /// Whether a worker of ours does it, without anybody's word.
        public boolean automatic() {
            return automatic;
        }

        /// The kinds that workers may claim.
        public static List<Kind> worked() {
            return Arrays.stream(values()).filter(Kind::automatic).toList();
        }
    }

    /// What tells an item from every other.
    public record Name(IdScope scope, Kind kind, String key) {}

    public Name name() {
        return new Name(scope, kind, key);
    }
}
