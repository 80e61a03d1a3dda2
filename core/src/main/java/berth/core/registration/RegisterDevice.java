package berth.core.registration;

import berth.core.attestation.DeviceAttestation;
import berth.core.attestation.Verdict;
import berth.core.audit.AuditLog;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.id.ByteString;
import berth.core.id.ETag;
import berth.core.id.OperationId;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Objects;
import java.util.random.RandomGenerator;

/// A device registers: find, attest, decide, record. One story for every protocol.
///
/// When it answers `Assigning` the operation is on disk; from there every failure is written too,
/// or the device would poll for ever.
public final class RegisterDevice {
    private final DeviceAttestation attestation;
    private final ChallengeTpm challenges;
    private final RegistrationStore registrations;
    private final UnchangedAssignment unchanged;
    private final OperationQueue queue;
    private final AuditLog auditLog;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final String node;

    /// @param unchanged knows when a hub need not be asked again
    /// @param node this process's name of this start, the owner of the first lease
    /// @param random cryptographically strong: operation IDs must not be guessable
    public RegisterDevice(
            DeviceAttestation attestation,
            ChallengeTpm challenges,
            RegistrationStore registrations,
            UnchangedAssignment unchanged,
            OperationQueue queue,
            AuditLog auditLog,
            InstantSource clock,
            RandomGenerator random,
            String node) {
        this.attestation = attestation;
        this.challenges = challenges;
        this.registrations = registrations;
        this.unchanged = unchanged;
        this.queue = queue;
        this.auditLog = auditLog;
        this.clock = clock;
        this.random = random;
        this.node = node;
    }

    public RegisterOutcome register(RegisterCommand command) {
        var verdict =
                attestation.judge(
                        command.scope(),
                        command.registrationId(),
                        command.spelling(),
                        command.evidence(),
                        clock.instant());
        return switch (verdict) {
            case Verdict.Refused(var error, var reason) -> refuse(command, error, reason);
            case Verdict.Stranger(var reason) ->
                    refuse(command, ServiceError.ENROLLMENT_NOT_FOUND, reason);
            case Verdict.ChallengeDue(var tpm) ->
                    new RegisterOutcome.Challenge(
                            challenges.issue(command.scope(), command.registrationId(), tpm));
            case Verdict.Proven proven -> admit(command, proven);
        };
    }

    private RegisterOutcome refuse(RegisterCommand command, ServiceError error, String reason) {
        auditLog.append(
                command.caller()
                        .event(
                                clock.instant(),
                                command.scope().value(),
                                "registration.refused",
                                command.registrationId().value(),
                                reason));
        return new RegisterOutcome.Refused(Refusal.of(error, reason));
    }

    /// A challenge opens one operation, which has the name it was given with the challenge. Whoever
    /// shows the token again, because an answer was lost, is told that operation, running or ended.
    private RegisterOutcome admit(RegisterCommand command, Verdict.Proven proven) {
        var challenge = proven.challenge();
        if (challenge == null) {
            return admit(command, proven, OperationId.fresh(random));
        }
        return registrations
                .operation(command.scope(), challenge.operationId())
                .<RegisterOutcome>map(opened -> new RegisterOutcome.Assigning(opened.id()))
                .orElseGet(() -> admit(command, proven, challenge.operationId()));
    }

    private RegisterOutcome admit(
            RegisterCommand command, Verdict.Proven proven, OperationId operationId) {
        var ticket = new Admission.Ticket(operationId, ETag.fresh(random), node);
        var request =
                new Admission.Request(
                        command,
                        proven,
                        digest(command, proven),
                        unchanged.of(command, proven).orElse(null));
        var result =
                registrations.admit(
                        command.scope(),
                        command.registrationId(),
                        current -> Admission.decide(current, request, ticket));
        return switch (result) {
            case Admission.Result.Opened(var operation) -> {
                if (!operation.state().isFinal()) {
                    queue.offer(operation);
                }
                yield new RegisterOutcome.Assigning(operation.id());
            }
            case Admission.Result.Joined(var operation) ->
                    new RegisterOutcome.Assigning(operation.id());
        };
    }

    /// Tells apart requests that ask for something different: another payload, another credential,
    /// another version of the contract.
    private static ByteString digest(RegisterCommand command, Verdict.Proven proven) {
        var text =
                String.join(
                        "\n",
                        command.spelling(),
                        command.apiVersion(),
                        proven.credential().hex(),
                        Objects.toString(command.payload(), ""));
        return ByteString.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
