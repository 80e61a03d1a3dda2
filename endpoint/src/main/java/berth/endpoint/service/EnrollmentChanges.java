package berth.endpoint.service;

import berth.core.enrollment.Enrollment;
import berth.core.enrollment.EnrollmentDeletion;
import berth.core.enrollment.EnrollmentDraft;
import berth.core.enrollment.EnrollmentRules;
import berth.core.enrollment.EnrollmentWrite;
import berth.core.enrollment.NewSecrets;
import berth.core.enrollment.Precondition;
import berth.core.enrollment.WriteOutcome;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.json.JsonValue;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonText;

import java.util.Optional;
import java.util.random.RandomGenerator;

/// Writes and deletes single records, wherever they come from: a PUT, a POST or an item of a bulk
/// operation.
///
/// @param <R> the record
/// @param <K> its ID
final class EnrollmentChanges<R extends Enrollment, K> {
    /// Of one record. Source: dps-service-api, section 10.1.
    static final int RECORD_BYTES_MAX = 96 * 1024;

    private final EnrollmentKind<R, K> kind;
    private final EnrollmentRules rules;
    private final RandomGenerator random;

    EnrollmentChanges(EnrollmentKind<R, K> kind, EnrollmentRules rules, RandomGenerator random) {
        this.kind = kind;
        this.rules = rules;
        this.random = random;
    }

    /// Writes the record in `document` under `pathId`.
    WriteOutcome<R> write(
            ServiceCall call, String pathId, JsonValue document, Precondition precondition) {
        if (JsonText.bytes(document).length() > RECORD_BYTES_MAX) {
            return invalid(
                    ServiceError.PAYLOAD_TOO_LARGE,
                    "a record has at most " + RECORD_BYTES_MAX + " bytes");
        }
        try {
            return write(call, pathId, kind.draft(document), precondition);
        } catch (BadDocument e) {
            return invalid(ServiceError.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private WriteOutcome<R> write(
            ServiceCall call, String pathId, EnrollmentDraft draft, Precondition precondition) {
        var spelling = draft.id() == null ? pathId : draft.id();
        if (!spelling.equalsIgnoreCase(pathId)) {
            return invalid(
                    ServiceError.INVALID_ID,
                    "%s and the ID in the path differ".formatted(kind.idName()));
        }
        var id = kind.id(spelling);
        if (id.isEmpty()) {
            return invalid(ServiceError.INVALID_ID, Ids.RULE);
        }
        return kind.write(
                id.get(),
                new EnrollmentWrite(
                        call.instance(),
                        rules,
                        spelling,
                        draft,
                        precondition,
                        NewSecrets.draw(random),
                        call.caller(),
                        call.now()));
    }

    WriteOutcome<R> delete(ServiceCall call, String id, Precondition precondition) {
        var key = kind.id(id);
        return key.isEmpty()
                ? invalid(ServiceError.INVALID_ID, Ids.RULE)
                : kind.delete(
                        call.scope(),
                        key.get(),
                        new EnrollmentDeletion(precondition, call.caller(), call.now()));
    }

    /// What the caller is told about an outcome that is no success.
    Optional<Refusal> refusal(WriteOutcome<R> outcome) {
        return switch (outcome) {
            case WriteOutcome.Written<R> _, WriteOutcome.Deleted<R> _ -> Optional.empty();
            case WriteOutcome.Exists<R> _ -> plain(ServiceError.ENROLLMENT_EXISTS);
            case WriteOutcome.Stale<R> _ -> plain(ServiceError.ETAG_MISMATCH);
            case WriteOutcome.Missing<R> _ -> plain(kind.notFound());
            case WriteOutcome.Invalid<R>(Refusal refusal) -> Optional.of(refusal);
        };
    }

    private static Optional<Refusal> plain(ServiceError error) {
        return Optional.of(Refusal.of(error, error.message()));
    }

    private static <R extends Enrollment> WriteOutcome<R> invalid(
            ServiceError error, String explanation) {
        return new WriteOutcome.Invalid<>(Refusal.explained(error, explanation));
    }
}
