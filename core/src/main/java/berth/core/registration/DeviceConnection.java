package berth.core.registration;

import berth.core.attestation.DeviceAttestation;
import berth.core.attestation.Evidence;
import berth.core.attestation.Verdict;
import berth.core.audit.AuditEvent;
import berth.core.audit.AuditLog;
import berth.core.audit.Caller;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// A device opens a connection that it will register over: is it who it says it is?
///
/// Only protocols that prove identity at the start of a connection ask. Whoever is let in is judged
/// again with each request, because enrollments change while connections last. A device whose
/// enrollment is disabled is let in: it is told by the answer to its request. Source:
/// dps-device-protocol, sections 2.2 and 3.4.
public final class DeviceConnection {
    private final DeviceAttestation attestation;
    private final AuditLog auditLog;
    private final InstantSource clock;

    public DeviceConnection(DeviceAttestation attestation, AuditLog auditLog, InstantSource clock) {
        this.attestation = attestation;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /// @param spelling the registration ID as the device spelled it
    public record ConnectCommand(
            IdScope scope,
            RegistrationId registrationId,
            String spelling,
            Evidence evidence,
            Caller caller) {
        /// What the audit trail is told of a device that is not let in.
        AuditEvent refused(Instant at, String reason) {
            return caller.event(
                    at, scope.value(), "connection.refused", registrationId.value(), reason);
        }
    }

    /// The refusal, or empty: come in.
    public Optional<Refusal> refusal(ConnectCommand command) {
        var verdict =
                attestation.judge(
                        command.scope(),
                        command.registrationId(),
                        command.spelling(),
                        command.evidence(),
                        clock.instant());
        return switch (verdict) {
            // A stranger is told by the answer to its request, see ChallengeTpm.
            case Verdict.Proven _, Verdict.Stranger _ -> Optional.empty();
            case Verdict.ChallengeDue _ ->
                    refused(
                            command,
                            ServiceError.UNAUTHORIZED,
                            "the public keys of a TPM open no connection");
            case Verdict.Refused(var error, var reason) -> refused(command, error, reason);
        };
    }

    private Optional<Refusal> refused(ConnectCommand command, ServiceError error, String reason) {
        auditLog.append(command.refused(clock.instant(), reason));
        return Optional.of(Refusal.of(error, reason));
    }
}
