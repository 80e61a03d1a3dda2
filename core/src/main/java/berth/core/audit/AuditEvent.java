package berth.core.audit;

import java.time.Instant;

/// One thing that happened, for the audit trail. Texts are for auditors, never for devices, and
/// never contain secrets.
///
/// @param at when, by the clock of the node that decided
/// @param scope whose: an ID scope, or the host name of a hub
/// @param actor who: `policy:<name>`, `device:<registration ID>` or `system:<part>`
/// @param source the caller's address, or empty
/// @param action what, as noun and participle: `enrollment.created`
/// @param target on what: the ID
/// @param outcome `ok` or the reason of a refusal
/// @param correlationId the tracking ID the caller was told, or the operation ID
public record AuditEvent(
        Instant at,
        String scope,
        String actor,
        String source,
        String action,
        String target,
        String outcome,
        String correlationId) {}
