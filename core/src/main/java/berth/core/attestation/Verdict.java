package berth.core.attestation;

import berth.core.enrollment.Enrollment;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceAuthentication;
import berth.core.id.ByteString;

/// What attestation concluded about the evidence a device presented.
public sealed interface Verdict {
    /// The evidence matches `enrollment`, which may still be disabled.
    ///
    /// @param authentication how the device will prove itself to its hub
    /// @param credential a digest of the credential shown, to notice a change
    record Proven(Enrollment enrollment, DeviceAuthentication authentication, ByteString credential)
            implements Verdict {}

    /// `reason` is for the log and the audit trail, never for the device.
    record Refused(ServiceError error, String reason) implements Verdict {}
}
