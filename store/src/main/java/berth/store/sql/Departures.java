package berth.store.sql;

import berth.core.hub.HubClient;
import berth.core.hub.event.EventDraft;
import berth.core.hub.event.RegistryNews;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What leaves with a device, a module or a whole hub, in the transaction of its removal.
final class Departures {
    private final ModuleRows modules;
    private final SessionRows sessions;
    private final CommandRows commands;
    private final EventRows events;
    private final SubscriptionRows subscriptions;
    private final RoleRows roles;
    private final TelemetryRows telemetry;

    Departures(
            ModuleRows modules,
            SessionRows sessions,
            CommandRows commands,
            EventRows events,
            SubscriptionRows subscriptions,
            RoleRows roles,
            TelemetryRows telemetry) {
        this.modules = modules;
        this.sessions = sessions;
        this.commands = commands;
        this.events = events;
        this.subscriptions = subscriptions;
        this.roles = roles;
        this.telemetry = telemetry;
    }

    /// Removes modules, sessions and waiting messages. Answers what there is to tell of it, in the
    /// order in which it would happen one by one.
    List<EventDraft> device(Session session, HubHostName hub, DeviceId id) throws SQLException {
        var news = new ArrayList<EventDraft>();
        sessions.remove(session, hub, id).stream().map(EventDraft::disconnected).forEach(news::add);
        for (var module : modules.remove(session, hub, id)) {
            news.addAll(RegistryNews.ofModule(Optional.of(module), Optional.empty()));
        }
        commands.remove(session, hub, id);
        return news;
    }

    List<EventDraft> module(Session session, HubHostName hub, HubClient client)
            throws SQLException {
        boolean connected = sessions.remove(session, hub, client);
        commands.purge(session, hub, client);
        return connected ? List.of(EventDraft.disconnected(client)) : List.of();
    }

    /// Counters stay: no number is given twice.
    void hub(Session session, HubHostName hub) throws SQLException {
        modules.removeAll(session, hub);
        sessions.removeAll(session, hub);
        commands.removeAll(session, hub);
        subscriptions.removeAll(session, hub);
        roles.removeAll(session, hub);
        events.removeAll(session, hub);
        telemetry.removeAll(session, hub);
    }
}
