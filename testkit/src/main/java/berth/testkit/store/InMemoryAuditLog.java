package berth.testkit.store;

import berth.core.audit.AuditEvent;
import berth.core.audit.AuditLog;

import java.util.ArrayList;
import java.util.List;

/// An audit trail in memory. Any thread.
public final class InMemoryAuditLog implements AuditLog {
    private final Failures failures = new Failures();
    private final List<AuditEvent> events = new ArrayList<>();

    /// The next call fails with `failure`.
    public void failNext(RuntimeException failure) {
        failures.order(failure);
    }

    @Override
    public void append(AuditEvent event) {
        failures.happen();
        synchronized (events) {
            events.add(event);
        }
    }

    @Override
    public List<AuditEvent> newest(String scope, String target, int limit) {
        failures.happen();
        return all().reversed().stream()
                .filter(event -> event.scope().equals(scope))
                .filter(event -> target.isEmpty() || event.target().equals(target))
                .limit(limit)
                .toList();
    }

    /// Everything, oldest first.
    public List<AuditEvent> all() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }
}
