package berth.core.registration;

import berth.core.attestation.DeviceAttestation;
import berth.core.attestation.Evidence;
import berth.core.attestation.Verdict;
import berth.core.audit.Caller;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// A device asks how its registration stands: reads, nothing else.
public final class OperationStatus {
    /// How long after its start an operation may still be polled with the token it was started
    /// with, though that has expired: one stock client's tokens live 30 s. Source:
    /// dps-device-protocol, section 4.2 point 6.
    private static final Duration TOKEN_GRACE = Duration.ofMinutes(10);

    private final DeviceAttestation attestation;
    private final RegistrationStore registrations;
    private final InstantSource clock;

    public OperationStatus(
            DeviceAttestation attestation, RegistrationStore registrations, InstantSource clock) {
        this.attestation = attestation;
        this.registrations = registrations;
        this.clock = clock;
    }

    /// @param spelling the registration ID as the device spelled it
    public record PollCommand(
            IdScope scope,
            RegistrationId registrationId,
            String spelling,
            OperationId operationId,
            Evidence evidence,
            Caller caller) {}

    /// @param spelling the registration ID as the device spelled it
    public record LookupCommand(
            IdScope scope,
            RegistrationId registrationId,
            String spelling,
            Evidence evidence,
            Caller caller) {}

    /// What a poll finds.
    public sealed interface StatusOutcome {
        /// `registration` is null only if it was deleted meanwhile.
        record Found(Operation operation, @Nullable Registration registration)
                implements StatusOutcome {}

        record Refused(Refusal refusal) implements StatusOutcome {}
    }

    /// What a lookup finds.
    public sealed interface LookupOutcome {
        record Found(Registration registration) implements LookupOutcome {}

        record Refused(Refusal refusal) implements LookupOutcome {}
    }

    public StatusOutcome poll(PollCommand command) {
        var operation =
                registrations
                        .operation(command.scope(), command.operationId())
                        .filter(found -> found.registrationId().equals(command.registrationId()));
        var verdict =
                judge(
                        command.scope(),
                        command.registrationId(),
                        command.spelling(),
                        command.evidence(),
                        operation);
        if (verdict instanceof Verdict.Refused(var error, var reason)) {
            return new StatusOutcome.Refused(Refusal.of(error, reason));
        }
        if (operation.isEmpty() || operation.get().state() == OperationState.CANCELLED) {
            return new StatusOutcome.Refused(
                    Refusal.of(
                            ServiceError.REGISTRATION_NOT_FOUND,
                            "no such operation of this registration: " + command.operationId()));
        }
        return new StatusOutcome.Found(
                operation.get(),
                registrations.registration(command.scope(), command.registrationId()).orElse(null));
    }

    public LookupOutcome lookup(LookupCommand command) {
        var verdict =
                judge(
                        command.scope(),
                        command.registrationId(),
                        command.spelling(),
                        command.evidence(),
                        Optional.empty());
        if (verdict instanceof Verdict.Refused(var error, var reason)) {
            return new LookupOutcome.Refused(Refusal.of(error, reason));
        }
        return registrations
                .registration(command.scope(), command.registrationId())
                .<LookupOutcome>map(LookupOutcome.Found::new)
                .orElseGet(
                        () ->
                                new LookupOutcome.Refused(
                                        Refusal.of(
                                                ServiceError.REGISTRATION_NOT_FOUND,
                                                "never registered")));
    }

    private Verdict judge(
            IdScope scope,
            RegistrationId id,
            String spelling,
            Evidence evidence,
            Optional<Operation> operation) {
        var now = clock.instant();
        var verdict = attestation.judge(scope, id, spelling, evidence, now);
        if (verdict instanceof Verdict.Refused && evidence instanceof Evidence.Token) {
            Optional<Instant> start =
                    operation
                            .map(Operation::createdAt)
                            .filter(at -> now.isBefore(at.plus(TOKEN_GRACE)));
            if (start.isPresent()) {
                return attestation.judge(scope, id, spelling, evidence, start.get());
            }
        }
        return verdict;
    }
}
