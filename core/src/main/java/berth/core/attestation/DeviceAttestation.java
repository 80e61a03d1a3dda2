package berth.core.attestation;

import berth.core.id.IdScope;
import berth.core.id.RegistrationId;

import java.time.Instant;

/// Judges whether a device is who it says it is.
public interface DeviceAttestation {
    /// @param spelling the registration ID as the device spelled it
    /// @param at the moment as of which tokens and certificates are judged
    Verdict judge(IdScope scope, RegistrationId id, String spelling, Evidence evidence, Instant at);
}
