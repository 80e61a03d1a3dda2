package berth.store.sql;

import berth.store.sealing.Sealing;

/// The stores of embedded hubs, which share rows: what one removes, another keeps.
final class HubStores {
    private final SqlHubStore hubs;
    private final SqlModuleStore modules;
    private final SqlSessionStore sessions;
    private final SqlCommandQueue commands;
    private final SqlFeedbackQueue feedback;
    private final SqlEventOutbox events;
    private final SqlSubscriptionStore subscriptions;
    private final SqlRoleStore roles;
    private final SqlTelemetryLog telemetry;

    HubStores(Database database, Sealing sealing, AuditRows audit) {
        var moduleRows = new ModuleRows(sealing);
        var sessionRows = new SessionRows(sealing);
        var feedbackRows = new FeedbackRows(sealing);
        var commandRows = new CommandRows(sealing, feedbackRows);
        var eventRows = new EventRows(sealing);
        var subscriptionRows = new SubscriptionRows(sealing);
        var roleRows = new RoleRows(sealing);
        var telemetryRows = new TelemetryRows(sealing);
        var departures =
                new Departures(
                        moduleRows,
                        sessionRows,
                        commandRows,
                        eventRows,
                        subscriptionRows,
                        roleRows,
                        telemetryRows);
        hubs = new SqlHubStore(database, sealing, audit, eventRows, departures);
        modules = new SqlModuleStore(database, sealing, audit, moduleRows, eventRows, departures);
        sessions = new SqlSessionStore(database, sessionRows, eventRows);
        commands = new SqlCommandQueue(database, commandRows);
        feedback = new SqlFeedbackQueue(database, feedbackRows);
        events = new SqlEventOutbox(database, eventRows);
        subscriptions =
                new SqlSubscriptionStore(database, sealing, audit, eventRows, subscriptionRows);
        roles = new SqlRoleStore(database, audit, roleRows);
        telemetry = new SqlTelemetryLog(database, telemetryRows);
    }

    SqlHubStore hubs() {
        return hubs;
    }

    SqlModuleStore modules() {
        return modules;
    }

    SqlSessionStore sessions() {
        return sessions;
    }

    SqlCommandQueue commands() {
        return commands;
    }

    SqlFeedbackQueue feedback() {
        return feedback;
    }

    SqlEventOutbox events() {
        return events;
    }

    SqlSubscriptionStore subscriptions() {
        return subscriptions;
    }

    SqlRoleStore roles() {
        return roles;
    }

    SqlTelemetryLog telemetry() {
        return telemetry;
    }
}
