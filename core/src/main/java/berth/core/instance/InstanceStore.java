package berth.core.instance;

import berth.core.change.Change;
import berth.core.id.IdScope;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Keeps the provisioning service instances of this house: few, read by every request.
///
/// @see berth.core.error.StoreUnavailable which every method may throw
public interface InstanceStore {
    Optional<ServiceInstance> instance(IdScope scope);

    /// All of them, in the order of their scopes.
    List<ServiceInstance> instances();

    /// Shows the stored instance to `decision` and carries out what it wants, in one transaction.
    <A> A changeInstance(
            IdScope scope,
            Function<Optional<ServiceInstance>, Change<ServiceInstance, A>> decision);
}
