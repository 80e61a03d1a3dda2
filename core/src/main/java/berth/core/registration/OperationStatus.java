package berth.core.registration;

import berth.core.attestation.DeviceAttestation;
import berth.core.attestation.Evidence;
import berth.core.attestation.TpmChallenge;
import berth.core.attestation.Verdict;
import berth.core.audit.Caller;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceAuthentication;
import berth.core.id.ByteString;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.secret.Secret;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A device asks how its registration stands: reads, nothing else.
public final class OperationStatus {
    /// How long after its start an operation may still be polled with the token it was started
    /// with, though that has expired: one stock client's tokens live 30 s. Source:
    /// dps-device-protocol, section 4.2 point 6.
    private static final Duration TOKEN_GRACE = Duration.ofMinutes(10);

    private final DeviceAttestation attestation;
    private final RegistrationStore registrations;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param random cryptographically strong: it wraps the keys of TPMs
    public OperationStatus(
            DeviceAttestation attestation,
            RegistrationStore registrations,
            InstantSource clock,
            RandomGenerator random) {
        this.attestation = attestation;
        this.registrations = registrations;
        this.clock = clock;
        this.random = random;
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
        ///
        /// @param hubKey TPM only, once the device is assigned: its key for the hub, wrapped for it
        record Found(
                Operation operation,
                @Nullable Registration registration,
                @Nullable ByteString hubKey)
                implements StatusOutcome {
            /// Found without a key to hand out.
            public Found(Operation operation, @Nullable Registration registration) {
                this(operation, registration, null);
            }
        }

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
        var refusal = refusal(verdict);
        if (refusal.isPresent()) {
            return new StatusOutcome.Refused(refusal.get());
        }
        if (operation.isEmpty() || operation.get().state() == OperationState.CANCELLED) {
            return new StatusOutcome.Refused(
                    Refusal.of(
                            ServiceError.REGISTRATION_NOT_FOUND,
                            "no such operation of this registration: " + command.operationId()));
        }
        return found(
                operation.get(),
                registrations.registration(command.scope(), command.registrationId()).orElse(null));
    }

    /// A TPM gets its key with the good end, wrapped anew each time it asks. Not from an operation
    /// that a later one has followed: what stands in the hub is the later one's key, or soon will
    /// be.
    private StatusOutcome found(Operation operation, @Nullable Registration registration) {
        var challenge = operation.intake().challenge();
        if (challenge == null
                || registration == null
                || registration.block() != null
                || operation.state() != OperationState.SUCCEEDED) {
            return new StatusOutcome.Found(operation, registration);
        }
        if (registration.generation() != operation.generation()) {
            return new StatusOutcome.Refused(
                    Refusal.of(
                            ServiceError.REGISTRATION_NOT_FOUND,
                            "a later registration has replaced the key of " + operation.id()));
        }
        return new StatusOutcome.Found(
                operation, registration, challenge.tpm().wrap(hubKey(operation), random));
    }

    private static Secret hubKey(Operation operation) {
        if (operation.intake().authentication()
                instanceof DeviceAuthentication.SymmetricKeys(var keys)) {
            return keys.primary();
        }
        throw new IllegalStateException("a TPM has a symmetric key: " + operation.id());
    }

    private static Optional<Refusal> refusal(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Proven _ -> Optional.empty();
            case Verdict.Refused(var error, var reason) -> Optional.of(Refusal.of(error, reason));
            case Verdict.Stranger(var reason) ->
                    Optional.of(Refusal.of(ServiceError.ENROLLMENT_NOT_FOUND, reason));
            case Verdict.ChallengeDue _ ->
                    Optional.of(
                            Refusal.of(
                                    ServiceError.UNAUTHORIZED,
                                    "the public keys of a TPM prove nothing"));
        };
    }

    public LookupOutcome lookup(LookupCommand command) {
        var verdict =
                judge(
                        command.scope(),
                        command.registrationId(),
                        command.spelling(),
                        command.evidence(),
                        Optional.empty());
        var refusal = refusal(verdict);
        if (refusal.isPresent()) {
            return new LookupOutcome.Refused(refusal.get());
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
        var opened = operation.map(Operation::intake).map(Operation.Intake::challenge);
        var verdict = judge(scope, id, spelling, evidence, now, opened);
        if (verdict instanceof Verdict.Refused && evidence instanceof Evidence.Token) {
            Optional<Instant> start =
                    operation
                            .map(Operation::createdAt)
                            .filter(at -> now.isBefore(at.plus(TOKEN_GRACE)));
            if (start.isPresent()) {
                return judge(scope, id, spelling, evidence, start.get(), opened);
            }
        }
        return verdict;
    }

    private Verdict judge(
            IdScope scope,
            RegistrationId id,
            String spelling,
            Evidence evidence,
            Instant at,
            Optional<TpmChallenge> opened) {
        return opened.map(
                        challenge ->
                                attestation.judge(scope, id, spelling, evidence, at, challenge))
                .orElseGet(() -> attestation.judge(scope, id, spelling, evidence, at));
    }
}
