package berth.core.enrollment;

import berth.core.allocation.AllocationPolicy;
import berth.core.hub.InitialTwin;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The settings of an enrollment as an operator sent them, judged by [SettingsRules]. A null member
/// was not sent.
///
/// @param provisioningStatus enabled where nothing was sent; null only where null was sent
/// @param iotHubs host names as texts
/// @param iotHubHostName the legacy single target as text
///
///   Source: dps-service-api, sections 2.1 and 4.
public record SettingsDraft(
        @Nullable ProvisioningStatus provisioningStatus,
        boolean iotEdge,
        @Nullable InitialTwin initialTwin,
        @Nullable ReprovisionPolicy reprovisionPolicy,
        @Nullable AllocationPolicy allocationPolicy,
        @Nullable List<String> iotHubs,
        @Nullable String iotHubHostName,
        @Nullable Webhook customAllocation) {

    public SettingsDraft {
        iotHubs = iotHubs == null ? null : List.copyOf(iotHubs);
    }

    /// A custom allocation definition as sent.
    ///
    /// @param onFailure null where the operator said nothing, which is the original's behaviour
    public record Webhook(
            @Nullable String url,
            @Nullable String apiVersion,
            CustomAllocationDefinition.@Nullable OnFailure onFailure) {
        public Webhook(@Nullable String url, @Nullable String apiVersion) {
            this(url, apiVersion, null);
        }
    }
}
