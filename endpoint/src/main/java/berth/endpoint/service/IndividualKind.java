package berth.endpoint.service;

import berth.core.change.Page;
import berth.core.enrollment.EnrollmentDeletion;
import berth.core.enrollment.EnrollmentDraft;
import berth.core.enrollment.EnrollmentStore;
import berth.core.enrollment.EnrollmentWrite;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.enrollment.WriteOutcome;
import berth.core.error.ServiceError;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.core.registration.RegistrationStore;
import berth.wire.json.BadDocument;
import berth.wire.json.EnrollmentJson;
import berth.wire.json.RegistrationStateJson;

import java.util.Optional;

/// Individual enrollments.
final class IndividualKind implements EnrollmentKind<IndividualEnrollment, RegistrationId> {
    private final EnrollmentStore enrollments;
    private final RegistrationStore registrations;

    IndividualKind(EnrollmentStore enrollments, RegistrationStore registrations) {
        this.enrollments = enrollments;
        this.registrations = registrations;
    }

    @Override
    public String idName() {
        return "registrationId";
    }

    @Override
    public String itemsName() {
        return "enrollments";
    }

    @Override
    public String itemType() {
        return "Enrollment";
    }

    @Override
    public String disclosure() {
        return "enrollment.disclosed";
    }

    @Override
    public ServiceError notFound() {
        return ServiceError.ENROLLMENT_NOT_FOUND;
    }

    @Override
    public Optional<RegistrationId> id(String text) {
        return Ids.registration(text);
    }

    @Override
    public Optional<IndividualEnrollment> stored(IdScope scope, RegistrationId id) {
        return enrollments.individual(scope, id);
    }

    @Override
    public Page<IndividualEnrollment> page(IdScope scope, Page.Request page) {
        return enrollments.individuals(scope, page);
    }

    @Override
    public WriteOutcome<IndividualEnrollment> write(RegistrationId id, EnrollmentWrite write) {
        return enrollments.changeIndividual(
                write.instance().scope(), id, stored -> write.individual(id, stored));
    }

    @Override
    public WriteOutcome<IndividualEnrollment> delete(
            IdScope scope, RegistrationId id, EnrollmentDeletion deletion) {
        return enrollments.changeIndividual(scope, id, deletion::decide);
    }

    @Override
    public EnrollmentDraft draft(JsonValue document) throws BadDocument {
        return EnrollmentJson.read(document);
    }

    /// With the registration's state, even before the device ever tried.
    @Override
    public JsonObject read(IndividualEnrollment record) {
        var state =
                registrations
                        .registration(record.scope(), record.registrationId())
                        .map(RegistrationStateJson::write)
                        .orElseGet(() -> RegistrationStateJson.unassigned(record.spelling()));
        return EnrollmentJson.write(record, state);
    }

    @Override
    public JsonObject listed(IndividualEnrollment record) {
        return EnrollmentJson.write(record);
    }

    @Override
    public JsonObject written(IndividualEnrollment record) {
        return EnrollmentJson.writeWithKeys(record);
    }
}
