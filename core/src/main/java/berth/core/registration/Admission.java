package berth.core.registration;

import berth.core.attestation.Verdict;
import berth.core.audit.AuditEvent;
import berth.core.enrollment.EnrollmentKey;
import berth.core.error.ServiceError;
import berth.core.id.ByteString;
import berth.core.id.ETag;
import berth.core.id.OperationId;
import berth.core.usage.UsageKind;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/// Admits a judged request: joins the operation that runs for the registration, or opens a new one.
/// Pure: the store calls [#decide] inside its transaction.
///
/// Source: reliability, section 3.3.
public final class Admission {
    /// After this long an operation that did not reach its end fails, and the device may try anew.
    public static final Duration DEADLINE = Duration.ofMinutes(15);

    /// What the transaction is to write.
    public sealed interface Decision {
        /// Nothing but perhaps an audit entry: a differing request joined.
        record Join(Operation running, @Nullable AuditEvent audit) implements Decision {}

        /// Nothing: the operation of this name was opened before and has ended, and the device is
        /// told of it again.
        record Repeat(OperationId operationId) implements Decision {}

        /// A new operation and the registration's new row.
        record Open(
                Registration registration, Operation operation, UsageKind usage, AuditEvent audit)
                implements Decision {}
    }

    /// What the transaction made of it.
    public sealed interface Result {
        Operation operation();

        record Joined(Operation operation) implements Result {}

        record Opened(Operation operation) implements Result {}
    }

    /// A device's request with what was found out about it before the transaction.
    ///
    /// @param digest of everything the device asked for
    /// @param unchanged the tag of a registration of which the hub need not be asked again; null if
    ///   it must. It counts only if the row still has that tag
    public record Request(
            RegisterCommand command,
            Verdict.Proven proven,
            ByteString digest,
            @Nullable ETag unchanged) {}

    /// What is random about an admission, decided before the transaction so that a retry of it
    /// decides the same.
    ///
    /// @param operationId of the operation that is opened if one is; for a TPM it was drawn with
    ///   the challenge
    /// @param owner the admitting node, which starts with the lease
    public record Ticket(OperationId operationId, ETag etag, String owner) {}

    private final RegistrationStore.Current current;
    private final Request request;
    private final Ticket ticket;
    private final @Nullable Registration before;
    private final Instant now;

    private Admission(RegistrationStore.Current current, Request request, Ticket ticket) {
        this.current = current;
        this.request = request;
        this.ticket = ticket;
        this.before = current.registration();
        this.now = current.now();
    }

    public static Decision decide(
            RegistrationStore.Current current, Request request, Ticket ticket) {
        return new Admission(current, request, ticket).decide();
    }

    private Decision decide() {
        var running = current.running();
        if (running != null) {
            boolean same = running.intake().requestDigest().equals(request.digest());
            return new Decision.Join(
                    running, same ? null : event("registration.joined", "request differs"));
        }
        if (before != null && before.operationId().equals(ticket.operationId())) {
            return new Decision.Repeat(ticket.operationId());
        }
        var refusal = refusal();
        if (refusal != null) {
            return refuse(refusal);
        }
        if (before != null
                && before.assignment() != null
                && before.etag().equals(request.unchanged())) {
            return confirm(before, before.assignment());
        }
        return run();
    }

    private @Nullable String refusal() {
        if (!request.proven().enrollment().settings().enabled()) {
            return switch (request.proven().enrollment().key()) {
                case EnrollmentKey.Individual _ ->
                        "The enrollment is disabled: individual enrollment";
                case EnrollmentKey.Group _ -> "The enrollment is disabled: enrollment group";
            };
        }
        if (before == null || before.block() == null) {
            return null;
        }
        return switch (before.block()) {
            case DISABLED -> "The device is disabled";
            case DECOMMISSIONED -> "The device is decommissioned";
        };
    }

    /// Nothing comes of it in any hub, so a known device keeps its generation and what is known of
    /// its credential.
    private Decision refuse(String why) {
        var failure = new RegistrationFailure(ServiceError.UNAUTHORIZED, why);
        var ended = Operation.Progress.ended(OperationState.FAILED, failure, now);
        return open(
                before == null ? first() : before,
                before == null ? nextGeneration() : before.generation(),
                ended,
                RegistrationStatus.DISABLED,
                "registration.refused",
                why);
    }

    private Decision run() {
        return open(
                before == null ? first() : admitted(before),
                nextGeneration(),
                Operation.Progress.ADMITTED,
                RegistrationStatus.ASSIGNING,
                "registration.admitted",
                "ok");
    }

    private Decision open(
            Registration base,
            long generation,
            Operation.Progress progress,
            RegistrationStatus status,
            String action,
            String outcome) {
        var operation = operation(generation, progress);
        var row =
                base.next(
                        status,
                        generation,
                        operation.id(),
                        operation.failure(),
                        base.assignment(),
                        ticket.etag(),
                        now);
        return new Decision.Open(row, operation, usage(), event(action, outcome));
    }

    /// Nothing has changed and nothing is done: the device is told its assignment once more. The
    /// generation stays, because no hub was touched.
    private Decision confirm(Registration row, Registration.Assignment assignment) {
        var operation =
                operation(
                        row.generation(),
                        Operation.Progress.ended(OperationState.SUCCEEDED, null, now));
        var confirmed =
                row.next(
                        RegistrationStatus.ASSIGNED,
                        row.generation(),
                        operation.id(),
                        null,
                        new Registration.Assignment(
                                assignment.place(),
                                AssignmentPlanner.substatusInPlace(
                                        assignment.substatus(),
                                        AssignmentPlanner.reprovisionPolicy(
                                                request.command().apiVersion(),
                                                request.proven().enrollment())),
                                assignment.payload(),
                                assignment.enrollmentEtag(),
                                assignment.fallback(),
                                now),
                        ticket.etag(),
                        now);
        return new Decision.Open(
                confirmed,
                operation,
                usage(),
                event("registration.confirmed", assignment.place() + ": nothing has changed"));
    }

    private Operation operation(long generation, Operation.Progress progress) {
        var command = request.command();
        var enrollment = request.proven().enrollment();
        var intake =
                new Operation.Intake(
                        ticket.operationId(),
                        command.scope(),
                        command.registrationId(),
                        command.spelling(),
                        generation,
                        enrollment.key(),
                        enrollment.etag(),
                        request.proven().authentication(),
                        Proofs.of(command.evidence(), enrollment.attestation()),
                        request.digest(),
                        command.apiVersion(),
                        command.payload(),
                        now.plus(DEADLINE),
                        now,
                        request.proven().challenge());
        return new Operation(
                intake, progress, now, new Lease(ticket.owner(), now.plus(Lease.DURATION), 1));
    }

    private Registration first() {
        var command = request.command();
        var removed = current.removed();
        return new Registration(
                command.scope(),
                command.registrationId(),
                command.spelling(),
                request.proven().enrollment().key(),
                RegistrationStatus.UNASSIGNED,
                0,
                ticket.operationId(),
                request.proven().credential(),
                null,
                null,
                null,
                removed == null ? null : removed.leftBehind(),
                ticket.etag(),
                now,
                now);
    }

    private Registration admitted(Registration row) {
        return new Registration(
                row.scope(),
                row.registrationId(),
                row.spelling(),
                request.proven().enrollment().key(),
                row.status(),
                row.generation(),
                row.operationId(),
                request.proven().credential(),
                row.failure(),
                row.assignment(),
                row.block(),
                row.leftBehind(),
                row.etag(),
                row.createdAt(),
                now);
    }

    private long nextGeneration() {
        if (before != null) {
            return before.generation() + 1;
        }
        var removed = current.removed();
        return removed == null ? 1 : removed.generation() + 1;
    }

    private UsageKind usage() {
        return before == null ? UsageKind.REGISTRATION : UsageKind.RE_REGISTRATION;
    }

    private AuditEvent event(String action, String outcome) {
        var command = request.command();
        return command.caller()
                .event(
                        now,
                        command.scope().value(),
                        action,
                        command.registrationId().value(),
                        outcome);
    }
}
