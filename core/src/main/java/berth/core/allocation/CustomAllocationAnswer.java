package berth.core.allocation;

import berth.core.error.ServiceError;
import berth.core.hub.InitialTwin;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/// What asking the operator's function came to. Definite either way: the operation that asked goes
/// on with a decision or fails.
public sealed interface CustomAllocationAnswer {
    /// The function has decided.
    ///
    /// @param hub one of the hubs of the question; null leaves the choice to the policy that would
    ///   apply without the function, which then only adds twin and payload
    /// @param initialTwin takes the place of the enrollment's initial twin and goes before
    ///   migration; null keeps both as they are. Obeys the hub's rules for twins
    /// @param payload for the device, or null
    record Decided(
            @Nullable HubHostName hub,
            @Nullable InitialTwin initialTwin,
            @Nullable JsonObject payload)
            implements CustomAllocationAnswer {}

    /// There is no decision, and the one permitted repetition has been made.
    ///
    /// @param error [ServiceError#CUSTOM_ALLOCATION_FAILED], or [ServiceError#HUB_UNAUTHORIZED] if
    ///   the function refused our credentials
    /// @param message safe for the device
    /// @param reason for operators: names hosts and addresses, never keys
    /// @param transientTrouble whether the same question may succeed later: the function was not
    ///   reached, did not answer in time, or said itself that it is overloaded or broken
    record Failed(ServiceError error, String message, String reason, boolean transientTrouble)
            implements CustomAllocationAnswer {}
}
