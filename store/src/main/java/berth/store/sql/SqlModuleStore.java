package berth.store.sql;

import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.hub.HubClient;
import berth.core.hub.HubModule;
import berth.core.hub.ModuleStore;
import berth.core.hub.event.EventDraft;
import berth.core.hub.event.RegistryNews;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.store.sealing.Sealing;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Modules in the database. Every change of one locks its device first, as the device's removal
/// does.
public final class SqlModuleStore implements ModuleStore {
    private final Database database;
    private final Sealing sealing;
    private final AuditRows audit;
    private final ModuleRows modules;
    private final EventRows events;
    private final Departures departures;

    SqlModuleStore(
            Database database,
            Sealing sealing,
            AuditRows audit,
            ModuleRows modules,
            EventRows events,
            Departures departures) {
        this.database = database;
        this.sealing = sealing;
        this.audit = audit;
        this.modules = modules;
        this.events = events;
        this.departures = departures;
    }

    @Override
    public Optional<HubModule> module(HubHostName hub, HubClient client) {
        return database.read("module " + client, session -> modules.find(session, hub, client));
    }

    @Override
    public <A> A changeModule(
            HubHostName hub, HubClient client, Function<Shown, Change<HubModule, A>> decision) {
        if (!client.isModule()) {
            throw new IllegalArgumentException("not a module: " + client);
        }
        sealing.ready(hub.value());
        return database.writeInLane(
                HubCounters.lane(hub, HubCounters.Kind.EVENT),
                "change of module " + client,
                session -> change(session, hub, client, decision));
    }

    private static final String LOCK_DEVICE =
            """
            SELECT device_id FROM hub_device
            WHERE hub = ? AND device_id = ? AND vacated_at IS NULL
            {lock}
            """;

    private <A> A change(
            Session session,
            HubHostName hub,
            HubClient client,
            Function<Shown, Change<HubModule, A>> decision)
            throws SQLException {
        boolean device =
                session.query(LOCK_DEVICE)
                        .bind(hub.value())
                        .bind(client.deviceId().value())
                        .first(row -> row.text("device_id"))
                        .isPresent();
        int count = modules.count(session, hub, client.deviceId());
        var before = modules.lock(session, hub, client);
        var change = decision.apply(new Shown(device, count, before));
        if (change instanceof Change.Put<HubModule, A> && !device) {
            throw new IllegalStateException("a module needs its device");
        }
        var answer = Changes.carryOut(session, before, change, modules.at(hub, client), audit);
        var after = Changes.after(before, change);
        var news = new ArrayList<EventDraft>();
        if (before.isPresent() && after.isEmpty()) {
            news.addAll(departures.module(session, hub, client));
        }
        news.addAll(RegistryNews.ofModule(before, after));
        events.appendAny(session, hub, news);
        return answer;
    }

    @Override
    public List<HubModule> modules(HubHostName hub, DeviceId deviceId) {
        return database.read(
                "modules of " + deviceId, session -> modules.of(session, hub, deviceId));
    }

    @Override
    public Page<HubModule> modules(HubHostName hub, Page.Request page) {
        return database.read("modules", session -> modules.page(session, hub, page));
    }
}
