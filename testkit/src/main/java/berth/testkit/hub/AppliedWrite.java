package berth.testkit.hub;

import org.jspecify.annotations.Nullable;

/// A write that took effect: an entry of the ledger.
///
/// @param statusReason of the identity after the write; empty if there is none or no device
/// @param late whether the writer had been told nothing long before
public record AppliedWrite(
        HubRequest.Kind kind,
        String deviceId,
        String requestId,
        @Nullable String etag,
        String statusReason,
        boolean late) {}
