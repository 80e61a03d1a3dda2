package berth.endpoint.service;

import berth.core.change.Change;
import berth.core.enrollment.EnrollmentStore;
import berth.core.enrollment.Precondition;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationStore;
import berth.net.http.HttpReply;
import berth.wire.json.RegistrationStateJson;

import java.util.Optional;

/// Operations on registrations: devices make them, operators look at them and forget them.
///
/// Source: dps-service-api, section 2.6.
final class RegistrationOperations {
    private static final String ITEM_TYPE = "DeviceRegistration";

    private final RegistrationStore registrations;
    private final EnrollmentStore enrollments;

    RegistrationOperations(RegistrationStore registrations, EnrollmentStore enrollments) {
        this.registrations = registrations;
        this.enrollments = enrollments;
    }

    HttpReply read(ServiceCall call) {
        var id = Ids.registration(call.id());
        if (id.isEmpty()) {
            return invalidId(call);
        }
        return registrations
                .registration(call.scope(), id.get())
                .map(registration -> ServiceReplies.ok(RegistrationStateJson.write(registration)))
                .orElseGet(() -> ServiceReplies.refused(ServiceError.REGISTRATION_NOT_FOUND, call));
    }

    HttpReply delete(ServiceCall call) {
        var id = Ids.registration(call.id());
        if (id.isEmpty()) {
            return invalidId(call);
        }
        var precondition = Conditions.ofDelete(call.headers());
        return registrations
                .changeRegistration(
                        call.scope(), id.get(), stored -> deletion(stored, precondition, call))
                .map(error -> ServiceReplies.refused(error, call))
                .orElseGet(ServiceReplies::deleted);
    }

    /// Only the registration is forgotten: the identity in the hub stays.
    private static Change<Registration, Optional<ServiceError>> deletion(
            Optional<Registration> stored, Precondition precondition, ServiceCall call) {
        if (stored.isEmpty()) {
            return new Change.Leave<>(Optional.of(ServiceError.REGISTRATION_NOT_FOUND));
        }
        if (!precondition.holds(stored.map(Registration::etag))) {
            return new Change.Leave<>(Optional.of(ServiceError.ETAG_MISMATCH));
        }
        return new Change.Remove<>(
                Optional.empty(),
                call.caller()
                        .event(
                                call.now(),
                                call.scope().value(),
                                "registration.deleted",
                                stored.get().registrationId().value(),
                                "ok"));
    }

    HttpReply query(ServiceCall call) {
        var group = Ids.group(call.id());
        if (group.isEmpty()) {
            return invalidId(call);
        }
        return switch (Listings.asked(call)) {
            case Listings.Asked.Refused(Refusal refusal) -> ServiceReplies.refused(refusal, call);
            case Listings.Asked.Listed asked -> {
                var page = registrations.byGroup(call.scope(), group.get(), asked.page());
                // Registrations outlive their group and can still be listed, to be cleaned up.
                yield page.items().isEmpty()
                                && enrollments.group(call.scope(), group.get()).isEmpty()
                        ? ServiceReplies.refused(ServiceError.ENROLLMENT_GROUP_NOT_FOUND, call)
                        : Listings.reply(asked, page, ITEM_TYPE, RegistrationStateJson::write);
            }
        };
    }

    private static HttpReply invalidId(ServiceCall call) {
        return ServiceReplies.refused(Refusal.explained(ServiceError.INVALID_ID, Ids.RULE), call);
    }
}
