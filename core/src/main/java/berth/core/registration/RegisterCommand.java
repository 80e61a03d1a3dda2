package berth.core.registration;

import berth.core.attestation.Evidence;
import berth.core.audit.Caller;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

/// A device's wish to be assigned, the same from every protocol.
///
/// @param spelling the registration ID as the device spelled it
/// @param apiVersion as the device sent it, well-formed
/// @param payload for custom allocation, or null
public record RegisterCommand(
        IdScope scope,
        RegistrationId registrationId,
        String spelling,
        Evidence evidence,
        String apiVersion,
        @Nullable JsonValue payload,
        Caller caller) {}
