package berth.endpoint.service;

import berth.core.allocation.CustomAllocationQuestion.DeviceProof;
import berth.core.audit.AuditEvent;
import berth.core.enrollment.EnrollmentKey;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.HubMarker;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.HubHostName;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;
import berth.core.registration.Admission;
import berth.core.registration.Lease;
import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.registration.Placement;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationFailure;
import berth.core.registration.RegistrationStatus;
import berth.core.registration.Substatus;
import berth.core.usage.UsageKind;
import berth.core.work.HubErrand;
import berth.core.work.WorkItem;
import berth.core.work.WorkStep;
import berth.testkit.store.InMemoryRegistrationStore;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Sets scenes: what devices and workers have written when an operator comes to look.
final class Scene {
    static final HubHostName WEST = new HubHostName("hub-west.berth.example");
    static final OperationId OPERATION = new OperationId("4.a");

    private Scene() {}

    static EnrollmentKey individual(String id) {
        return new EnrollmentKey.Individual(new RegistrationId(id));
    }

    static Registration assigned(String id, EnrollmentKey enrollment) {
        return assigned(id, enrollment, null);
    }

    /// @param fallback why an allocation function was not heard
    static Registration assigned(String id, EnrollmentKey enrollment, @Nullable String fallback) {
        var assignment =
                new Registration.Assignment(
                        new Placement(WEST, new DeviceId(id)),
                        Substatus.INITIAL_ASSIGNMENT,
                        null,
                        new ETag("enrollment"),
                        fallback,
                        null);
        return row(id, enrollment, RegistrationStatus.ASSIGNED, null, assignment);
    }

    static Registration failed(String id) {
        return row(
                id,
                individual(id),
                RegistrationStatus.FAILED,
                new RegistrationFailure(ServiceError.NO_HUB_AVAILABLE, "no hub"),
                null);
    }

    private static Registration row(
            String id,
            EnrollmentKey enrollment,
            RegistrationStatus status,
            @Nullable RegistrationFailure failure,
            Registration.@Nullable Assignment assignment) {
        return new Registration(
                TestHouse.SCOPE,
                new RegistrationId(id),
                id,
                enrollment,
                status,
                1,
                OPERATION,
                ByteString.EMPTY,
                failure,
                assignment,
                null,
                null,
                new ETag("tag"),
                TestHouse.START,
                TestHouse.START);
    }

    /// A device has registered, and its operation has ended.
    static void put(InMemoryRegistrationStore store, Registration row) {
        var operation =
                new Operation(
                        new Operation.Intake(
                                OPERATION,
                                row.scope(),
                                row.registrationId(),
                                row.spelling(),
                                row.generation(),
                                row.enrollment(),
                                new ETag("enrollment"),
                                new DeviceAuthentication.None(),
                                new DeviceProof.SymmetricKey(),
                                ByteString.EMPTY,
                                "2019-03-31",
                                null,
                                TestHouse.START,
                                TestHouse.START,
                                null),
                        Operation.Progress.ended(OperationState.SUCCEEDED, null, TestHouse.START),
                        TestHouse.START,
                        new Lease("node", TestHouse.START, 1));
        store.admit(
                row.scope(),
                row.registrationId(),
                _ ->
                        new Admission.Decision.Open(
                                row,
                                operation,
                                UsageKind.REGISTRATION,
                                event("registration.admitted")));
    }

    /// The identity of `device` could not be removed from a hub that is not linked any more.
    static WorkItem.Name dead(InMemoryRegistrationStore store, String device) {
        var item = open(store, device);
        for (var entry : store.work().claim("node", Duration.ofSeconds(30), 10).entries()) {
            if (entry.item().name().equals(item)) {
                store.work()
                        .finish(
                                entry,
                                new WorkStep.Dead("the hub is not linked", event("work.dead")));
            }
        }
        return item;
    }

    static WorkItem.Name open(InMemoryRegistrationStore store, String device) {
        var item =
                HubErrand.remove(
                                new HubHostName("hub-gone.berth.example"),
                                new DeviceId(device),
                                HubMarker.of(TestHouse.SCOPE, 1, OPERATION),
                                false)
                        .item(TestHouse.SCOPE, TestHouse.START);
        store.work().put(item);
        return item.name();
    }

    private static AuditEvent event(String action) {
        return new AuditEvent(
                TestHouse.START, TestHouse.SCOPE.value(), "system:test", "", action, "", "ok", "");
    }
}
