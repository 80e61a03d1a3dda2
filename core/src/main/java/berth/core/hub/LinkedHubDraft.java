package berth.core.hub;

import berth.core.id.HubHostName;
import berth.core.secret.Secret;

import org.jspecify.annotations.Nullable;

/// A linked hub as an operator sent it, not judged yet. A null member was not sent.
///
/// @param hostName as text, because it may be none
public record LinkedHubDraft(
        @Nullable String hostName,
        @Nullable Kind kind,
        @Nullable Connection connection,
        @Nullable String location,
        @Nullable Long allocationWeight,
        @Nullable Boolean applyAllocationPolicy,
        @Nullable Boolean draining,
        Pin pin) {

    /// Where a hub is.
    public enum Kind {
        EMBEDDED,
        AZURE
    }

    /// A connection string, taken apart.
    ///
    /// @param key null where it was sent masked, as it is shown: the stored one stays
    public record Connection(HubHostName hostName, String policyName, @Nullable Secret key) {}

    /// What is to become of a pinned latency.
    public sealed interface Pin {
        /// Nothing was said.
        record Unsaid() implements Pin {}

        /// The measurement counts.
        record None() implements Pin {}

        record At(long millis) implements Pin {}
    }
}
