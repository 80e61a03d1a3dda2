package berth.core.registration;

import berth.core.attestation.Verdict;
import berth.core.audit.AuditEvent;
import berth.core.enrollment.EnrollmentKey;
import berth.core.error.ServiceError;
import berth.core.id.ByteString;
import berth.core.id.ETag;
import berth.core.id.OperationId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/// Admits a judged request: joins the operation that runs for the registration, or opens a new one.
/// Pure: the store calls it inside its transaction.
///
/// Source: reliability, section 3.3.
public final class Admission {
    /// After this long an operation that did not reach its end fails, and the device may try anew.
    public static final Duration DEADLINE = Duration.ofMinutes(15);

    /// How long the admitting node may work on a new operation before another may take it.
    public static final Duration FIRST_LEASE = Duration.ofSeconds(30);

    /// What the transaction is to write.
    public sealed interface Decision {
        /// Nothing but perhaps an audit entry: a differing request joined.
        record Join(Operation running, @Nullable AuditEvent audit) implements Decision {}

        /// A new operation and the registration's new row.
        record Open(Registration registration, Operation operation, AuditEvent audit)
                implements Decision {}
    }

    /// What the transaction made of it.
    public sealed interface Result {
        Operation operation();

        record Joined(Operation operation) implements Result {}

        record Opened(Operation operation) implements Result {}
    }

    /// What is random about an admission, decided before the transaction so that a retry of it
    /// decides the same.
    ///
    /// @param owner the admitting node, which starts with the lease
    public record Ticket(OperationId operationId, ETag etag, String owner) {}

    private Admission() {}

    public static Decision decide(
            RegistrationStore.Current current,
            RegisterCommand command,
            Verdict.Proven proven,
            ByteString requestDigest,
            Ticket ticket) {
        var running = current.running();
        if (running != null) {
            boolean same = running.requestDigest().equals(requestDigest);
            return new Decision.Join(
                    running,
                    same
                            ? null
                            : event(
                                    command,
                                    current.now(),
                                    "registration.joined",
                                    "request differs"));
        }
        var now = current.now();
        boolean enabled = proven.enrollment().settings().enabled();
        var before = current.registration();
        var operation = open(before, command, proven, requestDigest, ticket, now);
        var registration = registration(before, operation, proven, ticket, now);
        var audit =
                enabled
                        ? event(command, now, "registration.admitted", "ok")
                        : event(command, now, "registration.refused", "enrollment disabled");
        return new Decision.Open(registration, operation, audit);
    }

    private static Operation open(
            @Nullable Registration before,
            RegisterCommand command,
            Verdict.Proven proven,
            ByteString requestDigest,
            Ticket ticket,
            Instant now) {
        boolean enabled = proven.enrollment().settings().enabled();
        var failure =
                enabled
                        ? null
                        : new RegistrationFailure(
                                ServiceError.UNAUTHORIZED,
                                "The enrollment is disabled: " + name(proven.enrollment().key()));
        return new Operation(
                ticket.operationId(),
                command.scope(),
                command.registrationId(),
                command.spelling(),
                before == null ? 1 : before.generation() + 1,
                proven.enrollment().key(),
                proven.enrollment().etag(),
                proven.authentication(),
                requestDigest,
                command.apiVersion(),
                command.payload(),
                enabled ? OperationState.ADMITTED : OperationState.FAILED,
                null,
                false,
                0,
                now,
                now.plus(DEADLINE),
                new Lease(ticket.owner(), now.plus(FIRST_LEASE), 1),
                failure,
                now,
                enabled ? null : now);
    }

    private static Registration registration(
            @Nullable Registration before,
            Operation operation,
            Verdict.Proven proven,
            Ticket ticket,
            Instant now) {
        boolean enabled = proven.enrollment().settings().enabled();
        return new Registration(
                operation.scope(),
                operation.registrationId(),
                before == null ? operation.spelling() : before.spelling(),
                operation.enrollment(),
                enabled ? RegistrationStatus.ASSIGNING : RegistrationStatus.DISABLED,
                before == null ? null : before.substatus(),
                before == null ? null : before.assignedHub(),
                before == null ? null : before.deviceId(),
                operation.generation(),
                operation.id(),
                proven.credential(),
                operation.failure(),
                before == null ? null : before.payload(),
                ticket.etag(),
                before == null ? now : before.createdAt(),
                now);
    }

    private static String name(EnrollmentKey key) {
        return switch (key) {
            case EnrollmentKey.Individual _ -> "individual enrollment";
            case EnrollmentKey.Group _ -> "enrollment group";
        };
    }

    private static AuditEvent event(
            RegisterCommand command, Instant now, String action, String outcome) {
        return command.caller()
                .event(
                        now,
                        command.scope().value(),
                        action,
                        command.registrationId().value(),
                        outcome);
    }
}
