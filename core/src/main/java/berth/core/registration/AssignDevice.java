package berth.core.registration;

import berth.core.enrollment.Enrollment;
import berth.core.enrollment.EnrollmentKey;
import berth.core.enrollment.EnrollmentStore;
import berth.core.error.ServiceError;
import berth.core.hub.HubDirectory;
import berth.core.hub.HubRegistry;
import berth.core.id.ETag;
import berth.core.instance.InstanceStore;

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
    private final HubDirectory hubs;
    private final RandomGenerator random;
    private final LongSupplier monotonicNanos;
    private final String node;

    public AssignDevice(
            EnrollmentStore enrollments,
            InstanceStore instances,
            RegistrationStore registrations,
            HubDirectory hubs,
            RandomGenerator random,
            LongSupplier monotonicNanos,
            String node) {
        this.enrollments = enrollments;
        this.instances = instances;
        this.registrations = registrations;
        this.hubs = hubs;
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
    /// @param lease how long the lease is
    public record Held(Operation operation, Instant claimedAt, long claimedNanos, Duration lease) {}

    public Outcome run(Held held) {
        var operation = held.operation();
        while (!operation.state().isFinal()) {
            var elapsed = Duration.ofNanos(monotonicNanos.getAsLong() - held.claimedNanos());
            if (held.lease().minus(elapsed).compareTo(LEASE_LEFT_MIN) < 0) {
                return Outcome.ABANDONED;
            }
            var registration =
                    registrations.registration(operation.scope(), operation.registrationId());
            if (registration.isEmpty()) {
                return Outcome.ABANDONED; // deleted meanwhile; the deletion cancelled the operation
            }
            var now = held.claimedAt().plus(elapsed);
            var event = ask(operation, registration.get(), now);
            var step =
                    RegistrationMachine.next(
                            operation,
                            registration.get(),
                            event,
                            new RegistrationMachine.Circumstances(
                                    now, random.nextDouble(), ETag.fresh(random), node));
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
                    orderOf(operation).map(this::provision).orElseGet(() -> unlinked(operation));
            case HUB_READY -> finalCheck(operation);
            case UNWINDING ->
                    orderOf(operation).map(this::remove).orElseGet(() -> unlinked(operation));
            case SUCCEEDED, FAILED, CANCELLED ->
                    throw new IllegalStateException("nothing to do in state " + operation.state());
        };
    }

    private OperationEvent plan(Operation operation, Registration registration) {
        var instance = instances.instance(operation.scope());
        if (instance.isEmpty()) {
            return unusable("the service instance is gone");
        }
        var enrollment = usableEnrollment(operation);
        return enrollment
                .map(
                        found ->
                                AssignmentPlanner.plan(
                                        operation, registration, found, instance.get()))
                .orElseGet(() -> unusable("the enrollment was deleted or disabled meanwhile"));
    }

    private OperationEvent finalCheck(Operation operation) {
        return usableEnrollment(operation)
                .<OperationEvent>map(_ -> new OperationEvent.FinalCheckPassed())
                .orElseGet(() -> unusable("the enrollment was deleted or disabled meanwhile"));
    }

    private Optional<? extends Enrollment> usableEnrollment(Operation operation) {
        Optional<? extends Enrollment> enrollment =
                switch (operation.enrollment()) {
                    case EnrollmentKey.Individual(var id) ->
                            enrollments.individual(operation.scope(), id);
                    case EnrollmentKey.Group(var id) -> enrollments.group(operation.scope(), id);
                };
        return enrollment.filter(found -> found.settings().enabled());
    }

    private OperationEvent provision(HubOrder order) {
        return new OperationEvent.HubAnswered(order.registry().provision(order.plan().order()));
    }

    private OperationEvent remove(HubOrder order) {
        var wanted = order.plan().order();
        return new OperationEvent.Removed(
                order.registry().remove(wanted.deviceId(), wanted.marker()));
    }

    /// A plan with the registry that is to carry it out.
    private record HubOrder(AssignmentPlan plan, HubRegistry registry) {}

    private Optional<HubOrder> orderOf(Operation operation) {
        var plan = operation.plan();
        if (plan == null) {
            throw new IllegalStateException(
                    operation.id() + " has no plan in " + operation.state());
        }
        return instances
                .instance(operation.scope())
                .flatMap(instance -> instance.linkedHub(plan.hub()))
                .map(hub -> new HubOrder(plan, hubs.registry(hub)));
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
