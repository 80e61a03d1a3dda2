package berth.testkit.store;

import berth.core.audit.AuditLog;
import berth.core.change.Change;
import berth.core.id.IdScope;
import berth.core.instance.InstanceStore;
import berth.core.instance.ServiceInstance;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Instances in memory. Any thread.
public final class InMemoryInstanceStore implements InstanceStore {
    private final AuditLog audit;
    private final Failures failures = new Failures();
    private final InMemoryTable<ServiceInstance> instances = new InMemoryTable<>();

    public InMemoryInstanceStore(AuditLog audit) {
        this.audit = audit;
    }

    /// The next call fails with `failure`.
    public void failNext(RuntimeException failure) {
        failures.order(failure);
    }

    /// Writes without decision and audit, to set a scene.
    public synchronized void put(ServiceInstance instance) {
        instances.put(instance.scope().value(), instance);
    }

    @Override
    public synchronized Optional<ServiceInstance> instance(IdScope scope) {
        failures.happen();
        return instances.find(scope.value());
    }

    @Override
    public synchronized List<ServiceInstance> instances() {
        failures.happen();
        return instances.all();
    }

    @Override
    public synchronized <A> A changeInstance(
            IdScope scope,
            Function<Optional<ServiceInstance>, Change<ServiceInstance, A>> decision) {
        failures.happen();
        return instances.change(scope.value(), audit, decision);
    }
}
