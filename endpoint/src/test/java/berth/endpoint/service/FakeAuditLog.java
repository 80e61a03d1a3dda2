package berth.endpoint.service;

import berth.core.audit.AuditEvent;
import berth.core.audit.AuditLog;
import berth.core.error.StoreUnavailable;

import java.util.ArrayList;
import java.util.List;

/// An audit log in memory that can be told to fail.
final class FakeAuditLog implements AuditLog {
    final List<AuditEvent> events = new ArrayList<>();
    boolean unavailable;

    @Override
    public void append(AuditEvent event) {
        if (unavailable) {
            throw new StoreUnavailable("append", true, new IllegalStateException("disk full"));
        }
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
}
