package berth.core.registration;

import berth.core.allocation.CustomAllocation;
import berth.core.allocation.HubWatch;
import berth.core.enrollment.Enrollment;
import berth.core.enrollment.EnrollmentKey;
import berth.core.enrollment.EnrollmentStore;
import berth.core.error.ServiceError;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.HubDirectory;
import berth.core.hub.HubRegistry;
import berth.core.hub.HubUnreachable;
import berth.core.hub.TwinData;
import berth.core.id.ETag;
import berth.core.id.HubHostName;
import berth.core.instance.InstanceStore;
import berth.core.json.JsonObject;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Works on one operation: asks the world what its state needs to know, lets the machine decide,
/// writes, and goes on until the operation ends, waits, or belongs to somebody else.
///
/// Called from a thread that may block. Holds no state between calls.
public final class AssignDevice {
    /// With less of the lease left no call leaves the house: its effect could fall into somebody
    /// else's lease. Source: reliability, section 3.4.
    private static final Duration LEASE_LEFT_MIN = Duration.ofSeconds(15);

    private final EnrollmentStore enrollments;
    private final InstanceStore instances;
    private final RegistrationStore registrations;
    private final Outside outside;
    private final RandomGenerator random;
    private final LongSupplier monotonicNanos;
    private final String node;

    /// Whom an operation asks beyond the store.
    ///
    /// @param watch knows which hubs can take devices now
    public record Outside(HubDirectory hubs, HubWatch watch, CustomAllocation function) {}

    public AssignDevice(
            EnrollmentStore enrollments,
            InstanceStore instances,
            RegistrationStore registrations,
            Outside outside,
            RandomGenerator random,
            LongSupplier monotonicNanos,
            String node) {
        this.enrollments = enrollments;
        this.instances = instances;
        this.registrations = registrations;
        this.outside = outside;
        this.random = random;
        this.monotonicNanos = monotonicNanos;
        this.node = node;
    }

    /// How a run ended.
    public enum Outcome {
        /// The operation is final.
        FINISHED,
        /// It waits for its next run; the lease was given back.
        WAITING,
        /// The lease is lost or too short: somebody else goes on, or a later claim.
        ABANDONED
    }

    /// An operation that this node holds.
    ///
    /// @param claimedAt the store's time when the lease began, or earlier
    /// @param claimedNanos the monotonic clock before the claim was sent
    public record Held(Operation operation, Instant claimedAt, long claimedNanos) {}

    public Outcome run(Held held) {
        var operation = held.operation();
        long leasedNanos = held.claimedNanos();
        while (!operation.state().isFinal()) {
            long before = monotonicNanos.getAsLong();
            var leaseLeft = Lease.DURATION.minusNanos(before - leasedNanos);
            if (leaseLeft.compareTo(LEASE_LEFT_MIN) < 0) {
                return Outcome.ABANDONED;
            }
            var registration =
                    registrations.registration(operation.scope(), operation.registrationId());
            if (registration.isEmpty()) {
                return Outcome.ABANDONED; // deleted meanwhile; the deletion cancelled the operation
            }
            var now = held.claimedAt().plusNanos(before - held.claimedNanos());
            var event = ask(operation, registration.get(), now);
            var step =
                    RegistrationMachine.next(
                            operation,
                            registration.get(),
                            event,
                            new RegistrationMachine.Circumstances(
                                    now, random.nextDouble(), ETag.fresh(random), node));
            leasedNanos = monotonicNanos.getAsLong();
            if (!registrations.advance(operation, step)) {
                return Outcome.ABANDONED;
            }
            operation = step.operation();
            if (!step.delay().isZero()) {
                return Outcome.WAITING;
            }
        }
        return Outcome.FINISHED;
    }

    private OperationEvent ask(Operation operation, Registration registration, Instant now) {
        if (now.isAfter(operation.deadline()) && operation.state() != OperationState.UNWINDING) {
            return new OperationEvent.Impossible(
                    new RegistrationFailure(
                            ServiceError.UNAVAILABLE,
                            "The registration could not be completed in time; try again."),
                    "deadline passed in state " + operation.state());
        }
        return switch (operation.state()) {
            case ADMITTED -> plan(operation, registration);
            case PLANNED ->
                    operation.settledPlan().capturesTwin()
                            ? capture(operation)
                            : provision(operation);
            case CAPTURED -> provision(operation);
            case HUB_READY -> finalCheck(operation);
            case UNWINDING -> unwind(operation);
            case SUCCEEDED, FAILED, CANCELLED, UNKNOWN ->
                    throw new IllegalStateException("nothing to do in state " + operation.state());
        };
    }

    private OperationEvent plan(Operation operation, Registration registration) {
        var instance = instances.instance(operation.scope());
        if (instance.isEmpty()) {
            return unusable("the service instance is gone");
        }
        var enrollment = usableEnrollment(operation);
        if (enrollment.isEmpty()) {
            return unusable("the enrollment was deleted or disabled meanwhile");
        }
        var planner =
                new AssignmentPlanner(
                        operation,
                        registration,
                        enrollment.get(),
                        instance.get(),
                        outside.watch().conditions(instance.get()));
        return switch (planner.plan()) {
            case AssignmentPlanner.Outcome.Settled(var event) -> event;
            case AssignmentPlanner.Outcome.Ask(var question) ->
                    planner.answered(outside.function().ask(question));
        };
    }

    /// A twin that is gone has nothing to carry over: the device starts with its initial twin. A
    /// hub that does not answer is asked again: its data must not be lost to a passing outage.
    private OperationEvent capture(Operation operation) {
        var plan = operation.settledPlan();
        var former = plan.former();
        if (former == null) {
            throw new IllegalStateException("nothing to capture for " + operation.id());
        }
        var registry = registry(operation, former.hub());
        if (registry.isEmpty()) {
            return new OperationEvent.Captured(initial(plan));
        }
        try {
            return new OperationEvent.Captured(
                    registry.get()
                            .twin(former.deviceId())
                            .map(TwinData::of)
                            .orElseGet(() -> initial(plan)));
        } catch (HubUnreachable e) {
            return new OperationEvent.Trouble(String.valueOf(e.getMessage()), Duration.ZERO);
        }
    }

    private static TwinData initial(AssignmentPlan plan) {
        var twin = plan.order().twin();
        return new TwinData(twin.tags(), twin.desired(), JsonObject.EMPTY);
    }

    private OperationEvent finalCheck(Operation operation) {
        return usableEnrollment(operation)
                .<OperationEvent>map(_ -> new OperationEvent.FinalCheckPassed())
                .orElseGet(() -> unusable("the enrollment was deleted or disabled meanwhile"));
    }

    private Optional<? extends Enrollment> usableEnrollment(Operation operation) {
        Optional<? extends Enrollment> enrollment =
                switch (operation.intake().enrollment()) {
                    case EnrollmentKey.Individual(var id) ->
                            enrollments.individual(operation.scope(), id);
                    case EnrollmentKey.Group(var id) -> enrollments.group(operation.scope(), id);
                };
        return enrollment.filter(found -> found.settings().enabled());
    }

    private OperationEvent provision(Operation operation) {
        return registry(operation, operation.targetHub())
                .<OperationEvent>map(
                        registry ->
                                new OperationEvent.HubAnswered(
                                        registry.provision(operation.order())))
                .orElseGet(() -> unlinked(operation));
    }

    private OperationEvent unwind(Operation operation) {
        var order = operation.order();
        var removal =
                new DeviceRemoval(
                        order.deviceId(), order.marker(), DeviceRemoval.Extent.CREATED_BY_MARKER);
        return registry(operation, operation.targetHub())
                .<OperationEvent>map(
                        registry -> new OperationEvent.Removed(registry.remove(removal)))
                .orElseGet(() -> unlinked(operation));
    }

    private Optional<HubRegistry> registry(Operation operation, HubHostName hub) {
        return instances
                .instance(operation.scope())
                .flatMap(instance -> instance.linkedHub(hub))
                .map(outside.hubs()::registry);
    }

    private static OperationEvent unlinked(Operation operation) {
        return new OperationEvent.Impossible(
                new RegistrationFailure(
                        ServiceError.NO_HUB_AVAILABLE,
                        "The chosen hub was unlinked while the device registered; try again."),
                "hub unlinked in state " + operation.state());
    }

    private static OperationEvent unusable(String reason) {
        return new OperationEvent.Impossible(
                new RegistrationFailure(ServiceError.UNAUTHORIZED, "Unauthorized: " + reason),
                reason);
    }
}
