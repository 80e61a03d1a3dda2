package berth.core.registration;

import berth.core.allocation.Allocator;
import berth.core.enrollment.Enrollment;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.enrollment.ReprovisionPolicy;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceOrder;
import berth.core.hub.HubMarker;
import berth.core.hub.LinkedHub;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.instance.ServiceInstance;

import org.jspecify.annotations.Nullable;

/// Decides where an admitted device goes and what will be written there. Pure; the result is frozen
/// into the operation before anything leaves the house.
final class AssignmentPlanner {
    /// The newest version of the device contract whose devices stay with their hub when the
    /// enrollment has no reprovision policy. Source: dps-service-api, section 9.2.
    private static final String STICKY_API_VERSION_MAX = "2018-04-01";

    private AssignmentPlanner() {}

    static OperationEvent plan(
            Operation operation,
            Registration registration,
            Enrollment enrollment,
            ServiceInstance instance) {
        var policy = reprovisionPolicy(operation, enrollment);
        var former = registration.assignedHub();
        if (former != null
                && !policy.updateHubAssignment()
                && instance.linkedHub(former).isPresent()) {
            return planned(
                    operation, registration, enrollment, former, "reprovisioning: never", policy);
        }
        var choice =
                Allocator.choose(
                        operation.registrationId(),
                        enrollment.settings(),
                        instance.allocationPolicy(),
                        instance.linkedHubs());
        return switch (choice) {
            case Allocator.Choice.Chosen(LinkedHub hub, var reason) ->
                    planned(operation, registration, enrollment, hub.hostName(), reason, policy);
            case Allocator.Choice.NoHub(var reason) ->
                    new OperationEvent.Impossible(
                            new RegistrationFailure(
                                    ServiceError.NO_HUB_AVAILABLE,
                                    ServiceError.NO_HUB_AVAILABLE.message() + ": " + reason),
                            reason);
            case Allocator.Choice.AskFunction _ ->
                    new OperationEvent.Impossible(
                            new RegistrationFailure(
                                    ServiceError.CUSTOM_ALLOCATION_FAILED,
                                    "Custom allocation failed: no allocation function can be called"
                                            + " by this release"),
                            "custom allocation is not served by this release");
        };
    }

    private static OperationEvent planned(
            Operation operation,
            Registration registration,
            Enrollment enrollment,
            HubHostName hub,
            String reason,
            ReprovisionPolicy policy) {
        var former = registration.assignedHub();
        boolean moves = former != null && !former.equals(hub);
        boolean reset =
                former != null && policy.updateHubAssignment() && !policy.migrateDeviceData();
        var order =
                new DeviceOrder(
                        deviceId(operation, enrollment),
                        operation.authentication(),
                        enrollment.settings().iotEdge(),
                        enrollment.settings().initialTwinOrEmpty(),
                        reset ? DeviceOrder.TwinWrite.RESET : DeviceOrder.TwinWrite.KEEP,
                        HubMarker.of(operation.scope(), operation.generation(), operation.id()));
        return new OperationEvent.Planned(
                new AssignmentPlan(
                        hub,
                        order,
                        reason,
                        substatus(registration.substatus(), former, moves, reset),
                        moves ? former : null,
                        null));
    }

    private static Substatus substatus(
            @Nullable Substatus present,
            @Nullable HubHostName former,
            boolean moves,
            boolean reset) {
        if (former == null) {
            return Substatus.INITIAL_ASSIGNMENT;
        }
        if (moves || reset) {
            return Substatus.DEVICE_DATA_RESET;
        }
        return present == null ? Substatus.INITIAL_ASSIGNMENT : present;
    }

    /// The enrollment's own policy; else by the version the device speaks: old ones are sticky.
    private static ReprovisionPolicy reprovisionPolicy(Operation operation, Enrollment enrollment) {
        var policy = enrollment.settings().reprovisionPolicy();
        if (policy != null) {
            return policy;
        }
        boolean sticky = operation.apiVersion().compareTo(STICKY_API_VERSION_MAX) <= 0;
        return sticky ? new ReprovisionPolicy(false, false) : ReprovisionPolicy.DEFAULT;
    }

    private static DeviceId deviceId(Operation operation, Enrollment enrollment) {
        return switch (enrollment) {
            case IndividualEnrollment individual when individual.deviceId() != null ->
                    individual.deviceId();
            case IndividualEnrollment _, EnrollmentGroup _ -> new DeviceId(operation.spelling());
        };
    }
}
