package berth.core.attestation;

import berth.core.id.IdScope;
import berth.core.id.RegistrationId;

import java.time.Instant;

/// Judges whether a device is who it says it is.
public interface DeviceAttestation {
    /// @param spelling the registration ID as the device spelled it
    /// @param at the moment as of which tokens and certificates are judged
    Verdict judge(IdScope scope, RegistrationId id, String spelling, Evidence evidence, Instant at);

    /// The same for a device that asks about an operation which a TPM's challenge opened.
    ///
    /// @param opened that challenge
    default Verdict judge(
            IdScope scope,
            RegistrationId id,
            String spelling,
            Evidence evidence,
            Instant at,
            TpmChallenge opened) {
        return judge(scope, id, spelling, evidence, at);
    }
}
