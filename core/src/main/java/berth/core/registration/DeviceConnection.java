package berth.core.registration;

import berth.core.attestation.DeviceAttestation;
import berth.core.attestation.Evidence;
import berth.core.attestation.Verdict;
import berth.core.audit.AuditLog;
import berth.core.audit.Caller;
import berth.core.error.Refusal;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;

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
            Caller caller) {}

    /// The refusal, or empty: come in.
    public Optional<Refusal> refusal(ConnectCommand command) {
        var now = clock.instant();
        var verdict =
                attestation.judge(
                        command.scope(),
                        command.registrationId(),
                        command.spelling(),
                        command.evidence(),
                        now);
        return switch (verdict) {
            case Verdict.Proven _ -> Optional.empty();
            case Verdict.Refused(var error, var reason) -> {
                auditLog.append(
                        command.caller()
                                .event(
                                        now,
                                        command.scope().value(),
                                        "connection.refused",
                                        command.registrationId().value(),
                                        reason));
                yield Optional.of(Refusal.of(error, reason));
            }
        };
    }
}
