package berth.core.registration.simulation;

import berth.core.audit.AuditEvent;
import berth.core.audit.AuditLog;

import java.util.ArrayList;
import java.util.List;

/// An audit trail that can be counted at every step.
final class CountedAudit implements AuditLog {
    private final List<AuditEvent> events = new ArrayList<>();

    @Override
    public void append(AuditEvent event) {
        events.add(event);
    }

    @Override
    public List<AuditEvent> newest(String scope, String target, int limit) {
        return events.reversed().stream()
                .filter(event -> event.scope().equals(scope))
                .filter(event -> target.isEmpty() || event.target().equals(target))
                .limit(limit)
                .toList();
    }

    int count() {
        return events.size();
    }

    List<AuditEvent> all() {
        return events;
    }
}
