package berth.testkit.store;

import berth.core.audit.AuditLog;
import berth.core.hub.HubStore;
import berth.core.hub.ModuleStore;
import berth.core.hub.event.EventOutbox;
import berth.core.hub.event.SubscriptionStore;
import berth.core.hub.message.CommandQueue;
import berth.core.hub.message.FeedbackQueue;
import berth.core.hub.message.TelemetryLog;
import berth.core.hub.role.RoleStore;
import berth.core.hub.session.SessionStore;

import java.time.Duration;

/// The stores of embedded hubs under test, and a hand on their clock.
public interface HubHost {
    HubStore hubs();

    ModuleStore modules();

    SessionStore sessions();

    CommandQueue commands();

    FeedbackQueue feedback();

    EventOutbox events();

    SubscriptionStore subscriptions();

    RoleStore roles();

    TelemetryLog telemetry();

    AuditLog auditLog();

    /// Lets time pass for everything that was written.
    void pass(Duration time);
}
