package berth.core.registration;

import berth.core.allocation.Allocator;
import berth.core.allocation.CustomAllocationAnswer;
import berth.core.allocation.CustomAllocationQuestion;
import berth.core.allocation.HubConditions;
import berth.core.enrollment.CustomAllocationDefinition;
import berth.core.enrollment.Enrollment;
import berth.core.enrollment.IndividualEnrollment;
import berth.core.enrollment.ReprovisionPolicy;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.hub.HubMarker;
import berth.core.hub.InitialTwin;
import berth.core.hub.LinkedHub;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.instance.ServiceInstance;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Decides where an admitted device goes and what will be written there. Pure; the result is frozen
/// into the operation before anything leaves the house.
///
/// Source: dps-service-api, sections 8 and 9.
final class AssignmentPlanner {
    /// The newest version of the device contract whose devices stay with their hub when the
    /// enrollment has no reprovision policy. Source: dps-service-api, section 9.2.
    private static final String STICKY_API_VERSION_MAX = "2018-04-01";

    /// What the planner came to.
    sealed interface Outcome {
        /// The event for the machine.
        record Settled(OperationEvent event) implements Outcome {}

        /// The operator's function must be asked first.
        record Ask(CustomAllocationQuestion question) implements Outcome {}
    }

    /// Which hub, and what the choice brought with it.
    private record Chosen(
            List<HubHostName> hubs,
            String reason,
            @Nullable InitialTwin twin,
            @Nullable JsonValue payload,
            @Nullable String fallback) {}

    /// How many hubs a plan names beside the chosen one, for when that one is full.
    private static final int ALTERNATIVES_MAX = 2;

    private final Operation operation;
    private final Registration registration;
    private final Enrollment enrollment;
    private final ServiceInstance instance;
    private final HubConditions conditions;
    private final ReprovisionPolicy policy;

    AssignmentPlanner(
            Operation operation,
            Registration registration,
            Enrollment enrollment,
            ServiceInstance instance,
            HubConditions conditions) {
        this.operation = operation;
        this.registration = registration;
        this.enrollment = enrollment;
        this.instance = instance;
        this.conditions = conditions;
        this.policy = reprovisionPolicy(operation.intake().apiVersion(), enrollment);
    }

    Outcome plan() {
        var assignment = registration.assignment();
        if (assignment != null && !policy.updateHubAssignment()) {
            return new Outcome.Settled(stay(assignment));
        }
        return switch (choose(instance)) {
            case Allocator.Choice.Chosen choice ->
                    new Outcome.Settled(
                            planned(
                                    new Chosen(
                                            hubs(choice, this::choose),
                                            choice.reason(),
                                            null,
                                            null,
                                            null)));
            case Allocator.Choice.NoHub(var reason) -> new Outcome.Settled(noHub(reason));
            case Allocator.Choice.AskFunction(var candidates) ->
                    new Outcome.Ask(question(candidates));
        };
    }

    private Allocator.Choice choose(ServiceInstance among) {
        return Allocator.choose(
                operation.registrationId(),
                enrollment.settings(),
                among,
                registration.assignedHub(),
                conditions);
    }

    private OperationEvent stay(Registration.Assignment assignment) {
        var hub = assignment.place().hub();
        if (instance.linkedHub(hub).isEmpty()) {
            return noHub("the device stays with %s, which is not linked any more".formatted(hub));
        }
        return planned(
                new Chosen(
                        List.of(hub),
                        "reprovisioning: never",
                        null,
                        assignment.payload(),
                        assignment.fallback()));
    }

    private CustomAllocationQuestion question(List<LinkedHub> candidates) {
        return new CustomAllocationQuestion(
                enrollment,
                operation.intake().spelling(),
                registration.assignedHub(),
                registration.deviceId(),
                operation.intake().proof(),
                operation.intake().payload(),
                candidates.stream().map(LinkedHub::hostName).toList(),
                operation.id());
    }

    /// What becomes of the device now that the function has had its say.
    OperationEvent answered(CustomAllocationAnswer answer) {
        return switch (answer) {
            case CustomAllocationAnswer.Decided(var hub, var twin, var payload) ->
                    hub == null
                            ? decorated(twin, payload)
                            : planned(new Chosen(List.of(hub), "custom", twin, payload, null));
            case CustomAllocationAnswer.Failed failed -> withoutAnswer(failed);
        };
    }

    private OperationEvent decorated(@Nullable InitialTwin twin, @Nullable JsonValue payload) {
        return switch (withoutFunction(instance)) {
            case Allocator.Choice.Chosen choice ->
                    planned(
                            new Chosen(
                                    hubs(choice, this::withoutFunction),
                                    "custom, hub left open: " + choice.reason(),
                                    twin,
                                    payload,
                                    null));
            case Allocator.Choice.NoHub(var reason) -> noHub(reason);
        };
    }

    private OperationEvent withoutAnswer(CustomAllocationAnswer.Failed failed) {
        var function = enrollment.settings().customAllocation();
        boolean refuses =
                function == null
                        || function.onFailure() == CustomAllocationDefinition.OnFailure.REFUSE;
        if (refuses) {
            return new OperationEvent.Impossible(
                    new RegistrationFailure(failed.error(), failed.message()), failed.reason());
        }
        return switch (withoutFunction(instance)) {
            case Allocator.Choice.Chosen choice ->
                    planned(
                            new Chosen(
                                    hubs(choice, this::withoutFunction),
                                    "fallback: " + choice.reason(),
                                    null,
                                    null,
                                    failed.reason()));
            case Allocator.Choice.NoHub(var reason) -> noHub(reason);
        };
    }

    private Allocator.Choice.Settled withoutFunction(ServiceInstance among) {
        return Allocator.withoutFunction(
                operation.registrationId(),
                enrollment.settings(),
                among,
                registration.assignedHub(),
                conditions);
    }

    /// The chosen hub, and behind it what would be chosen if it were not linked: where the device
    /// goes if the hub turns out to be full.
    private List<HubHostName> hubs(
            Allocator.Choice.Chosen first, Function<ServiceInstance, Allocator.Choice> choose) {
        var hubs = new ArrayList<HubHostName>();
        hubs.add(first.hub().hostName());
        var rest = instance.without(first.hub().hostName());
        while (instance.avoidUnwellHubs()
                && hubs.size() <= ALTERNATIVES_MAX
                && choose.apply(rest) instanceof Allocator.Choice.Chosen(var next, _)
                && !next.draining()) {
            hubs.add(next.hostName());
            rest = rest.without(next.hostName());
        }
        return hubs;
    }

    private static OperationEvent noHub(String reason) {
        return new OperationEvent.Impossible(
                new RegistrationFailure(
                        ServiceError.NO_HUB_AVAILABLE,
                        ServiceError.NO_HUB_AVAILABLE.message() + ": " + reason),
                reason);
    }

    private OperationEvent planned(Chosen chosen) {
        var former = registration.place();
        var deviceId = deviceId();
        var place = new Placement(chosen.hubs().getFirst(), deviceId);
        boolean moves = former != null && !former.equals(place);
        boolean reset =
                former != null && policy.updateHubAssignment() && !policy.migrateDeviceData();
        boolean readable = former != null && instance.linkedHub(former.hub()).isPresent();
        boolean captures = moves && !reset && readable;
        boolean lost = moves && !captures;
        var order =
                new DeviceOrder(
                        deviceId,
                        operation.intake().authentication(),
                        enrollment.settings().iotEdge(),
                        chosen.twin() == null
                                ? enrollment.settings().initialTwinOrEmpty()
                                : chosen.twin(),
                        twinWrite(former != null, reset || lost, captures, chosen.twin()),
                        HubMarker.of(operation.scope(), operation.generation(), operation.id()));
        return new OperationEvent.Planned(
                new AssignmentPlan(
                        chosen.hubs(),
                        order,
                        chosen.reason(),
                        substatus(reset || lost, captures),
                        moves ? former : null,
                        captures,
                        chosen.twin() != null,
                        chosen.payload(),
                        chosen.fallback()));
    }

    private static TwinWrite twinWrite(
            boolean again, boolean reset, boolean captures, @Nullable InitialTwin given) {
        if (reset) {
            return TwinWrite.RESET;
        }
        boolean replaces = captures || (again && given != null);
        return replaces ? TwinWrite.MIGRATE : TwinWrite.KEEP;
    }

    private Substatus substatus(boolean reset, boolean migrated) {
        var assignment = registration.assignment();
        if (assignment == null) {
            return Substatus.INITIAL_ASSIGNMENT;
        }
        if (reset) {
            return Substatus.DEVICE_DATA_RESET;
        }
        return migrated
                ? Substatus.DEVICE_DATA_MIGRATED
                : substatusInPlace(assignment.substatus(), policy);
    }

    /// The substatus of a device that asked again and stays where it is.
    static Substatus substatusInPlace(Substatus present, ReprovisionPolicy policy) {
        return policy.updateHubAssignment()
                ? Substatus.REPROVISIONED_TO_INITIAL_ASSIGNMENT
                : present;
    }

    /// The enrollment's own policy; else by the version the device speaks: old ones are sticky.
    static ReprovisionPolicy reprovisionPolicy(String apiVersion, Enrollment enrollment) {
        var policy = enrollment.settings().reprovisionPolicy();
        if (policy != null) {
            return policy;
        }
        boolean sticky = apiVersion.compareTo(STICKY_API_VERSION_MAX) <= 0;
        return sticky ? new ReprovisionPolicy(false, false) : ReprovisionPolicy.DEFAULT;
    }

    /// A device that spells its ID in another way than before keeps its identity.
    private DeviceId deviceId() {
        if (enrollment instanceof IndividualEnrollment individual
                && individual.deviceId() != null) {
            return individual.deviceId();
        }
        var present = registration.deviceId();
        var spelled = new DeviceId(operation.intake().spelling());
        return present != null && present.value().equalsIgnoreCase(spelled.value())
                ? present
                : spelled;
    }
}
