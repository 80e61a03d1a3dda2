package berth.store.sql;

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
import berth.testkit.store.HubHost;

/// The stores of embedded hubs in a database.
abstract class SqlHubHost implements HubHost {
    private final SqlStore store;

    SqlHubHost(SqlStore store) {
        this.store = store;
    }

    @Override
    public HubStore hubs() {
        return store.hubs();
    }

    @Override
    public ModuleStore modules() {
        return store.modules();
    }

    @Override
    public SessionStore sessions() {
        return store.sessions();
    }

    @Override
    public CommandQueue commands() {
        return store.commands();
    }

    @Override
    public FeedbackQueue feedback() {
        return store.feedback();
    }

    @Override
    public EventOutbox events() {
        return store.events();
    }

    @Override
    public SubscriptionStore subscriptions() {
        return store.subscriptions();
    }

    @Override
    public RoleStore roles() {
        return store.roles();
    }

    @Override
    public TelemetryLog telemetry() {
        return store.telemetry();
    }

    @Override
    public AuditLog auditLog() {
        return store.auditLog();
    }
}
