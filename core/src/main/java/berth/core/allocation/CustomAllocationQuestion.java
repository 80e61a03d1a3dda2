package berth.core.allocation;

import berth.core.enrollment.Enrollment;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.id.OperationId;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What the operator's function is told about a device that has proven itself.
///
/// @param enrollment what the device was admitted by; its settings say which function is asked
/// @param spelling the registration ID as the device spelled it
/// @param currentHub where the device is assigned now; null on a first registration
/// @param currentDeviceId its identity there; null on a first registration
/// @param proof how the device has proven itself
/// @param payload what the device sent for the function, or null
/// @param linkedHubs the hubs the function may choose from
/// @param requestId the operation; the same whenever the same question is asked again
///
///   Source: dps-service-api, section 8.5.
public record CustomAllocationQuestion(
        Enrollment enrollment,
        String spelling,
        @Nullable HubHostName currentHub,
        @Nullable DeviceId currentDeviceId,
        DeviceProof proof,
        @Nullable JsonValue payload,
        List<HubHostName> linkedHubs,
        OperationId requestId) {

    public CustomAllocationQuestion {
        linkedHubs = List.copyOf(linkedHubs);
    }

    /// How a device has proven itself, without anything secret.
    public sealed interface DeviceProof {
        /// By a token signed with a symmetric key.
        record SymmetricKey() implements DeviceProof {}

        /// By a certificate: functions read serial numbers and subjects from it.
        ///
        /// @param leaf DER encoding of the certificate the device presented
        record X509(ByteString leaf) implements DeviceProof {}

        /// By its TPM.
        record Tpm() implements DeviceProof {}
    }
}
