package berth.core.enrollment;

import berth.core.allocation.AllocationPolicy;
import berth.core.hub.InitialTwin;
import berth.core.id.HubHostName;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What individual enrollments and groups have in common beside attestation. A null member was not
/// set by the operator; defaults apply when it is evaluated and are never written back. Source:
/// dps-service-api, sections 2.1, 2.2 and 4.
///
/// @param iotHubHostName the legacy single target; kept as it was sent
/// @param iotHubs the hubs this enrollment is limited to; null means all linked hubs
public record EnrollmentSettings(
        @Nullable ProvisioningStatus provisioningStatus,
        boolean iotEdge,
        @Nullable InitialTwin initialTwin,
        @Nullable ReprovisionPolicy reprovisionPolicy,
        @Nullable AllocationPolicy allocationPolicy,
        @Nullable List<HubHostName> iotHubs,
        @Nullable HubHostName iotHubHostName,
        @Nullable CustomAllocationDefinition customAllocation) {

    public static final EnrollmentSettings NONE =
            new EnrollmentSettings(null, false, null, null, null, null, null, null);

    public EnrollmentSettings {
        iotHubs = iotHubs == null ? null : List.copyOf(iotHubs);
    }

    public boolean enabled() {
        return provisioningStatus != ProvisioningStatus.DISABLED;
    }

    /// The policy this enrollment asks for. The legacy single target counts as static, as in
    /// Azure's own command line.
    public Optional<AllocationPolicy> effectiveAllocationPolicy() {
        if (allocationPolicy == null && iotHubs == null && iotHubHostName != null) {
            return Optional.of(AllocationPolicy.STATIC);
        }
        return Optional.ofNullable(allocationPolicy);
    }

    /// The hubs this enrollment is limited to, or empty for all linked hubs.
    public Optional<List<HubHostName>> allowedHubs() {
        if (iotHubs != null) {
            return Optional.of(iotHubs);
        }
        return Optional.ofNullable(iotHubHostName).map(List::of);
    }

    public InitialTwin initialTwinOrEmpty() {
        return Objects.requireNonNullElse(initialTwin, InitialTwin.EMPTY);
    }

    public EnrollmentSettings with(@Nullable ProvisioningStatus status) {
        return new EnrollmentSettings(
                status,
                iotEdge,
                initialTwin,
                reprovisionPolicy,
                allocationPolicy,
                iotHubs,
                iotHubHostName,
                customAllocation);
    }
}
