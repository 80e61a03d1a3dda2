package berth.core.enrollment;

import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.id.ByteString;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Keeps enrollments. Calls block; a change is durable when its call returns.
///
/// @see berth.core.error.StoreUnavailable which every method may throw
public interface EnrollmentStore {
    Optional<IndividualEnrollment> individual(IdScope scope, RegistrationId id);

    Optional<EnrollmentGroup> group(IdScope scope, EnrollmentGroupId id);

    /// Groups with symmetric keys, oldest first: the order in which keys are tried.
    List<EnrollmentGroup> symmetricKeyGroups(IdScope scope);

    /// X.509 groups one of whose signing certificates has one of these SHA-256 digests, or has a
    /// subject name with one of these digests. Candidates only: nothing is proven by being found.
    List<EnrollmentGroup> x509Groups(
            IdScope scope, Set<ByteString> certificates, Set<ByteString> subjects);

    /// Shows the stored record to `decision` and carries out what it wants, in one transaction.
    <A> A changeIndividual(
            IdScope scope,
            RegistrationId id,
            Function<Optional<IndividualEnrollment>, Change<IndividualEnrollment, A>> decision);

    /// Shows the stored group to `decision` and carries out what it wants, in one transaction.
    <A> A changeGroup(
            IdScope scope,
            EnrollmentGroupId id,
            Function<Optional<EnrollmentGroup>, Change<EnrollmentGroup, A>> decision);

    /// In the order of registration IDs.
    Page<IndividualEnrollment> individuals(IdScope scope, Page.Request page);

    /// In the order of group IDs.
    Page<EnrollmentGroup> groups(IdScope scope, Page.Request page);
}
