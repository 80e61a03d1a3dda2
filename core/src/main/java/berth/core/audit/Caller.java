package berth.core.audit;

import java.time.Instant;

/// Who is asking and under which tracking ID, as far as the audit trail wants to know.
public record Caller(String actor, String source, String trackingId) {
    public AuditEvent event(
            Instant at, String scope, String action, String target, String outcome) {
        return new AuditEvent(at, scope, actor, source, action, target, outcome, trackingId);
    }
}
