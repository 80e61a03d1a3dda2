package berth.core.registration;

import berth.core.allocation.AllocationPolicy;
import berth.core.allocation.Allocator;
import berth.core.allocation.HubWatch;
import berth.core.attestation.Verdict;
import berth.core.enrollment.Enrollment;
import berth.core.error.StoreUnavailable;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.HubDirectory;
import berth.core.hub.HubLink;
import berth.core.hub.HubUnreachable;
import berth.core.hub.LinkedHub;
import berth.core.id.ETag;
import berth.core.instance.InstanceStore;
import berth.core.instance.ServiceInstance;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Finds out whether a device that asks again can be told its assignment without any hub being
/// written: it shows the same credential to the same enrollment, and a new allocation would come to
/// the same place. Then its registration costs one store transaction: after an outage of a hub a
/// whole fleet comes back at once.
///
/// An embedded hub is asked whether it still holds the identity: that is a read of our own store. A
/// remote hub is not, because its calls are scarce; but a device that comes back soon after it was
/// told its assignment that way may have found no identity there, so the second time the hub is
/// asked.
///
/// Source: reliability, section 11 point 8.
public final class UnchangedAssignment {
    /// A device that asks again this soon after it was answered from the row did not get on with
    /// its hub.
    static final Duration SUSPICION = Duration.ofMinutes(10);

    private final RegistrationStore registrations;
    private final InstanceStore instances;
    private final HubDirectory hubs;
    private final HubWatch watch;
    private final InstantSource clock;

    public UnchangedAssignment(
            RegistrationStore registrations,
            InstanceStore instances,
            HubDirectory hubs,
            HubWatch watch,
            InstantSource clock) {
        this.registrations = registrations;
        this.instances = instances;
        this.hubs = hubs;
        this.watch = watch;
        this.clock = clock;
    }

    /// The tag of the registration that stands unchanged, or empty if the hub must be asked.
    Optional<ETag> of(RegisterCommand command, Verdict.Proven proven) {
        return registrations
                .registration(command.scope(), command.registrationId())
                .filter(row -> sameAsBefore(row, command, proven))
                .filter(row -> standsInItsHub(row, command, proven))
                .map(Registration::etag);
    }

    /// A TPM is out of the question: it lost its old key to the challenge, so it needs one anyway,
    /// and what it is given must stand in the hub first.
    private static boolean sameAsBefore(
            Registration row, RegisterCommand command, Verdict.Proven proven) {
        var assignment = row.assignment();
        return assignment != null
                && proven.challenge() == null
                && row.status() == RegistrationStatus.ASSIGNED
                && row.block() == null
                && row.leftBehind() == null
                && assignment.fallback() == null
                && row.enrollment().equals(proven.enrollment().key())
                && proven.enrollment().etag().equals(assignment.enrollmentEtag())
                && proven.enrollment().settings().enabled()
                && row.credential().equals(proven.credential())
                && changesNothing(command, proven.enrollment());
    }

    /// Whether registering again leaves data and hub to the device by the enrollment's word.
    private static boolean changesNothing(RegisterCommand command, Enrollment enrollment) {
        var policy = AssignmentPlanner.reprovisionPolicy(command.apiVersion(), enrollment);
        boolean asksFunction =
                enrollment.settings().effectiveAllocationPolicy().orElse(null)
                        == AllocationPolicy.CUSTOM;
        return !policy.updateHubAssignment() || (policy.migrateDeviceData() && !asksFunction);
    }

    private boolean standsInItsHub(
            Registration row, RegisterCommand command, Verdict.Proven proven) {
        var place = row.place();
        var instance = instances.instance(command.scope());
        if (place == null || instance.isEmpty()) {
            return false;
        }
        var hub = instance.get().linkedHub(place.hub());
        return hub.isPresent()
                && choosesAgain(row, command, proven.enrollment(), instance.get())
                && holds(hub.get(), row, proven, instance.get());
    }

    private boolean choosesAgain(
            Registration row,
            RegisterCommand command,
            Enrollment enrollment,
            ServiceInstance instance) {
        var policy = AssignmentPlanner.reprovisionPolicy(command.apiVersion(), enrollment);
        if (!policy.updateHubAssignment()) {
            return true;
        }
        var choice =
                Allocator.choose(
                        command.registrationId(),
                        enrollment.settings(),
                        instance,
                        row.assignedHub(),
                        watch.conditions(instance));
        return choice instanceof Allocator.Choice.Chosen(var hub, _)
                && hub.hostName().equals(row.assignedHub());
    }

    private boolean holds(
            LinkedHub hub, Registration row, Verdict.Proven proven, ServiceInstance instance) {
        var assignment = row.assignment();
        if (assignment == null) {
            return false;
        }
        return switch (hub.link()) {
            case HubLink.Embedded() ->
                    identity(hub, assignment)
                            .filter(DeviceIdentity::enabled)
                            .filter(
                                    identity ->
                                            identity.authentication()
                                                    .equals(proven.authentication()))
                            .isPresent();
            // A hub in trouble could not tell: asking it again would only add to its trouble.
            case HubLink.Azure _ ->
                    watch.conditions(instance).unwell().contains(hub.hostName())
                            || !confirmedSince(assignment, clock.instant().minus(SUSPICION));
        };
    }

    private static boolean confirmedSince(Registration.Assignment assignment, Instant earliest) {
        var at = assignment.confirmedAt();
        return at != null && at.isAfter(earliest);
    }

    private Optional<DeviceIdentity> identity(LinkedHub hub, Registration.Assignment assignment) {
        try {
            return hubs.registry(hub).find(assignment.place().deviceId());
        } catch (HubUnreachable | StoreUnavailable _) {
            // Not known to stand: the operation that follows finds out, with retries.
            return Optional.empty();
        }
    }
}
