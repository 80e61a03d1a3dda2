package berth.core.attestation;

import berth.core.enrollment.Enrollment;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceAuthentication;
import berth.core.id.ByteString;
import berth.core.tpm.TpmIdentity;

import org.jspecify.annotations.Nullable;

/// What attestation concluded about the evidence a device presented.
public sealed interface Verdict {
    /// The evidence matches `enrollment`, which may still be disabled.
    ///
    /// @param authentication how the device will prove itself to its hub
    /// @param credential a digest of the credential shown, to notice a change
    /// @param challenge TPM only: the challenge that the device has answered; otherwise null
    record Proven(
            Enrollment enrollment,
            DeviceAuthentication authentication,
            ByteString credential,
            @Nullable TpmChallenge challenge)
            implements Verdict {
        /// Proven by anything but a TPM.
        public Proven(
                Enrollment enrollment, DeviceAuthentication authentication, ByteString credential) {
            this(enrollment, authentication, credential, null);
        }
    }

    /// TPM only: the keys are those of the enrollment, but keys are public. The device must come
    /// back with a token signed by what it is challenged with.
    record ChallengeDue(TpmIdentity tpm) implements Verdict {}

    /// TPM only: nobody enrolled the device, but it did what its challenge asked for.
    record Stranger(String reason) implements Verdict {}

    /// `reason` is for the log and the audit trail, never for the device.
    record Refused(ServiceError error, String reason) implements Verdict {}
}
