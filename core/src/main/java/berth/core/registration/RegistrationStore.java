package berth.core.registration;

import berth.core.change.Page;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.id.RegistrationId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Keeps registrations and their operations. Calls block; what a call wrote is durable when it
/// returns.
///
/// @see berth.core.error.StoreUnavailable which every method may throw
public interface RegistrationStore {
    Optional<Registration> registration(IdScope scope, RegistrationId id);

    Optional<Operation> operation(IdScope scope, OperationId id);

    /// Shows the registration and its running operation to `rule` and writes what it answers, in
    /// one transaction that no other admission of this registration can cross. The rule may be
    /// called again when the transaction is retried.
    ///
    /// @return the operation the device is to poll: the running one it joined, or the new one
    Admission.Result admit(
            IdScope scope, RegistrationId id, Function<Current, Admission.Decision> rule);

    /// Takes runnable operations (not final, due, lease free or expired) for `owner` and gives each
    /// a new epoch. Scopes take turns: one with a long queue does not keep the others waiting.
    /// Within a scope the oldest `nextRun` comes first.
    Claimed claim(String owner, Duration lease, int limit);

    /// Writes `step` if the operation still has the state and the epoch of `before`. The next run
    /// is the store's clock plus the step's delay; a delay above zero, or a final state, gives the
    /// lease back, every other step renews it for [Lease#DURATION].
    ///
    /// @return false if the lease is lost: nothing was written and the caller must stop
    boolean advance(Operation before, RegistrationStep step);

    /// Shows the registration and its running operation to `rule` and carries out what it wants, in
    /// one transaction.
    <A> A changeRegistration(
            IdScope scope, RegistrationId id, Function<Current, RegistrationChange<A>> rule);

    /// The registrations by way of one group, in the order of their IDs.
    Page<Registration> byGroup(IdScope scope, EnrollmentGroupId group, Page.Request page);

    /// How many operations run, by scope; scopes without any are left out.
    Map<IdScope, Integer> running();

    /// Gives back every lease of operations and work items that `owner` holds, so that others need
    /// not wait until they run out.
    ///
    /// @return how many
    int releaseLeases(String owner);

    /// Gives back every lease that an earlier start of this process held. Only for an embedded
    /// store, where a file lock proves there is no other process.
    int releaseLeases();

    /// A registration and the operation that runs for it, as a transaction sees them.
    ///
    /// @param removed what is left of an earlier, deleted registration; null while there is one
    /// @param now by the store's clock, which is the one that counts for leases and deadlines
    record Current(
            @Nullable Registration registration,
            @Nullable Operation running,
            @Nullable Removed removed,
            Instant now) {}

    /// What stays known of a deleted registration.
    ///
    /// @param generation the last one; the next registration starts above it
    /// @param leftBehind the identity that stayed in a hub, or null
    record Removed(long generation, @Nullable Placement leftBehind) {}

    /// Operations taken by one claim.
    ///
    /// @param now by the store's clock, not later than the moment the leases began
    record Claimed(List<Operation> operations, Instant now) {
        public Claimed {
            operations = List.copyOf(operations);
        }
    }
}
