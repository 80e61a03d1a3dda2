package berth.core.enrollment;

import berth.core.attestation.Attestation;
import berth.core.audit.Caller;
import berth.core.change.Change;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.id.DeviceId;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.RegistrationId;
import berth.core.instance.ServiceInstance;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/// One operator's wish to create or replace an enrollment. Pure: the store calls [#individual] or
/// [#group] inside its transaction, more than once if it has to.
///
/// The whole record is replaced. What survives is what a read does not show: stored keys where none
/// are sent, and certificates that are named by their thumbprint. The ID and its spelling and the
/// time of creation never change.
///
/// @param spelling the ID as it is to be kept if the record is new
/// @param secrets the random parts, drawn before
/// @param now the time of the write
///
///   Source: dps-service-api, sections 2.2 to 2.5 and 4.
public record EnrollmentWrite(
        ServiceInstance instance,
        EnrollmentRules rules,
        String spelling,
        EnrollmentDraft draft,
        Precondition precondition,
        NewSecrets secrets,
        Caller caller,
        Instant now) {

    /// New records only: what is stored stays valid. Registration IDs themselves may begin with any
    /// of their characters.
    private static final Pattern NEW_ID = Pattern.compile("[A-Za-z0-9].*");

    public EnrollmentWrite {
        // What every store can keep, so that the answer to the write and a later read agree.
        now = now.truncatedTo(ChronoUnit.MICROS);
    }

    /// Decides about an individual enrollment.
    public Change<IndividualEnrollment, WriteOutcome<IndividualEnrollment>> individual(
            RegistrationId id, Optional<IndividualEnrollment> stored) {
        var conflict = this.<IndividualEnrollment>conflict(stored);
        if (conflict.isPresent()) {
            return new Change.Leave<>(conflict.get());
        }
        var known = stored.orElse(null);
        return switch (judge(AttestationRules.Kind.INDIVIDUAL, known)) {
            case Judged.Bad<Parts>(Refusal refusal) -> invalid(refusal);
            case Judged.Good<Parts>(Parts parts) ->
                    put(
                            new IndividualEnrollment(
                                    instance.scope(),
                                    id,
                                    known == null ? spelling : known.spelling(),
                                    parts.deviceId(),
                                    parts.attestation(),
                                    parts.settings(),
                                    draft.deviceInformation(),
                                    secrets.etag(),
                                    known == null ? now : known.createdAt(),
                                    now),
                            known == null ? "enrollment.created" : "enrollment.replaced");
        };
    }

    /// Decides about an enrollment group.
    public Change<EnrollmentGroup, WriteOutcome<EnrollmentGroup>> group(
            EnrollmentGroupId id, Optional<EnrollmentGroup> stored) {
        var conflict = this.<EnrollmentGroup>conflict(stored);
        if (conflict.isPresent()) {
            return new Change.Leave<>(conflict.get());
        }
        var known = stored.orElse(null);
        return switch (judge(AttestationRules.Kind.GROUP, known)) {
            case Judged.Bad<Parts>(Refusal refusal) -> invalid(refusal);
            case Judged.Good<Parts>(Parts parts) ->
                    put(
                            new EnrollmentGroup(
                                    instance.scope(),
                                    id,
                                    known == null ? spelling : known.spelling(),
                                    parts.attestation(),
                                    parts.settings(),
                                    secrets.etag(),
                                    known == null ? now : known.createdAt(),
                                    now),
                            known == null ? "enrollmentGroup.created" : "enrollmentGroup.replaced");
        };
    }

    private <R extends Enrollment> Optional<WriteOutcome<R>> conflict(Optional<R> stored) {
        if (precondition.holds(stored.map(Enrollment::etag))) {
            return Optional.empty();
        }
        return Optional.of(
                precondition instanceof Precondition.Absent
                        ? new WriteOutcome.Exists<>()
                        : new WriteOutcome.Stale<>());
    }

    private Judged<Parts> judge(AttestationRules.Kind kind, @Nullable Enrollment stored) {
        if (stored == null && !NEW_ID.matcher(spelling).matches()) {
            return Judged.bad(ServiceError.INVALID_ID, "an ID begins with a letter or a digit");
        }
        var attestation =
                new AttestationRules(
                                kind,
                                stored == null ? null : stored.attestation(),
                                secrets.keys(),
                                name -> rules.authorities().uploaded(instance.scope(), name))
                        .judge(draft.attestation());
        return switch (attestation) {
            case Judged.Bad<Attestation>(Refusal refusal) -> new Judged.Bad<>(refusal);
            case Judged.Good<Attestation>(Attestation good) -> judgeRest(good);
        };
    }

    private Judged<Parts> judgeRest(Attestation attestation) {
        var settings =
                new SettingsRules(instance, rules.plainHttpWebhooks()).judge(draft.settings());
        return switch (settings) {
            case Judged.Bad<EnrollmentSettings>(Refusal refusal) -> new Judged.Bad<>(refusal);
            case Judged.Good<EnrollmentSettings>(EnrollmentSettings good) -> {
                try {
                    var deviceId = draft.deviceId() == null ? null : new DeviceId(draft.deviceId());
                    yield Judged.good(new Parts(attestation, good, deviceId));
                } catch (IllegalArgumentException e) {
                    yield Judged.bad(ServiceError.INVALID_ID, String.valueOf(e.getMessage()));
                }
            }
        };
    }

    private <R extends Enrollment> Change<R, WriteOutcome<R>> put(R row, String action) {
        return new Change.Put<>(
                row,
                new WriteOutcome.Written<>(row),
                caller.event(now, instance.scope().value(), action, target(row.key()), "ok"));
    }

    private static <R extends Enrollment> Change<R, WriteOutcome<R>> invalid(Refusal refusal) {
        return new Change.Leave<>(new WriteOutcome.Invalid<>(refusal));
    }

    static String target(EnrollmentKey key) {
        return switch (key) {
            case EnrollmentKey.Individual(RegistrationId id) -> id.value();
            case EnrollmentKey.Group(EnrollmentGroupId id) -> id.value();
        };
    }

    /// What of a draft has passed judgement.
    private record Parts(
            Attestation attestation, EnrollmentSettings settings, @Nullable DeviceId deviceId) {}
}
