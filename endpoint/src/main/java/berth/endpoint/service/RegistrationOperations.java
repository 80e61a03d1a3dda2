package berth.endpoint.service;

import berth.core.enrollment.EnrollmentStore;
import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.registration.DeviceLifecycle;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationStore;
import berth.net.http.HttpReply;
import berth.wire.json.RegistrationStateJson;

import java.util.function.Function;

/// Operations on registrations: devices make them, operators look at them, forget them, and keep
/// single devices out.
///
/// Source: dps-service-api, section 2.6; docs/operating.md.
final class RegistrationOperations {
    private static final String ITEM_TYPE = "DeviceRegistration";

    private final RegistrationStore registrations;
    private final EnrollmentStore enrollments;
    private final DeviceLifecycle lifecycle;

    RegistrationOperations(
            RegistrationStore registrations,
            EnrollmentStore enrollments,
            DeviceLifecycle lifecycle) {
        this.registrations = registrations;
        this.enrollments = enrollments;
        this.lifecycle = lifecycle;
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

    /// Only the registration is forgotten: the identity in the hub stays.
    HttpReply delete(ServiceCall call) {
        return carriedOut(call, lifecycle::forget);
    }

    /// Keeps the device out and disables its identity: ours.
    HttpReply disable(ServiceCall call) {
        return carriedOut(call, lifecycle::disable);
    }

    /// Lets the device in again: ours.
    HttpReply enable(ServiceCall call) {
        return carriedOut(call, lifecycle::enable);
    }

    /// Keeps the device out and removes its identity: ours.
    HttpReply decommission(ServiceCall call) {
        return carriedOut(call, lifecycle::decommission);
    }

    private static HttpReply carriedOut(
            ServiceCall call, Function<DeviceLifecycle.Wish, DeviceLifecycle.Outcome> act) {
        var id = Ids.registration(call.id());
        if (id.isEmpty()) {
            return invalidId(call);
        }
        var wish =
                new DeviceLifecycle.Wish(
                        call.scope(), id.get(), Conditions.ofChange(call.headers()), call.caller());
        return switch (act.apply(wish)) {
            case DeviceLifecycle.Outcome.Done(Registration registration) ->
                    ServiceReplies.ok(RegistrationStateJson.write(registration));
            case DeviceLifecycle.Outcome.Forgotten() -> ServiceReplies.done();
            case DeviceLifecycle.Outcome.Refused(Refusal refusal) ->
                    ServiceReplies.refused(refusal, call);
        };
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
