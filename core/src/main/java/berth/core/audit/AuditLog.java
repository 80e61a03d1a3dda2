package berth.core.audit;

import java.util.List;

/// Where audit entries go that belong to no other change: refusals and disclosures. Entries of a
/// change travel with it, in its transaction.
public interface AuditLog {
    /// Appends, durably.
    void append(AuditEvent event);

    /// The newest entries of one scope (an ID scope or a hub host name) about `target`, or about
    /// anything if it is empty; newest first, at most `limit`.
    List<AuditEvent> newest(String scope, String target, int limit);
}
