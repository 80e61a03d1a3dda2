package berth.store.sql;

import berth.core.access.HubRight;
import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.error.CorruptRow;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.hub.HubDevice;
import berth.core.hub.HubPlace;
import berth.core.hub.HubStore;
import berth.core.hub.event.EventDraft;
import berth.core.hub.event.RegistryNews;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.store.sealing.Sealing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Embedded hubs and their devices in the database. Removing a hub removes its devices, and every
/// change of a device tells the outbox.
public final class SqlHubStore implements HubStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqlHubStore.class);

    private final Database database;
    private final Sealing sealing;
    private final AuditRows audit;
    private final HubRows hubs;
    private final DeviceRows devices;
    private final EventRows events;
    private final Departures departures;

    SqlHubStore(
            Database database,
            Sealing sealing,
            AuditRows audit,
            EventRows events,
            Departures departures) {
        this.database = database;
        this.sealing = sealing;
        this.audit = audit;
        this.hubs = new HubRows(new PolicyRows<>(sealing, HubRight.class));
        this.devices = new DeviceRows(sealing);
        this.events = events;
        this.departures = departures;
    }

    /// A corrupt hub is reported and left out: it must not take the others with it.
    @Override
    public List<EmbeddedHubDefinition> hubs() {
        var definitions = new ArrayList<EmbeddedHubDefinition>();
        for (var name : database.read("hubs", hubs::names)) {
            try {
                database.read("hub " + name, session -> hubs.find(session, name))
                        .ifPresent(definitions::add);
            } catch (CorruptRow e) {
                LOG.error("left out of the hubs: {}", e.getMessage());
            }
        }
        return List.copyOf(definitions);
    }

    @Override
    public Optional<EmbeddedHubDefinition> hub(HubHostName hub) {
        return database.read("hub " + hub, session -> hubs.find(session, hub));
    }

    @Override
    public boolean holds(HubHostName hub) {
        return database.read("hub " + hub, session -> hubs.holds(session, hub));
    }

    @Override
    public <A> A changeHub(
            HubHostName hub,
            Function<Optional<EmbeddedHubDefinition>, Change<EmbeddedHubDefinition, A>> decision) {
        sealing.ready(hub.value());
        return database.write(
                "change of hub " + hub,
                session -> {
                    hubs.lock(session, hub);
                    var before = hubs.find(session, hub);
                    var change = decision.apply(before);
                    if (change instanceof Change.Remove<EmbeddedHubDefinition, A>) {
                        devices.removeAll(session, hub);
                        departures.hub(session, hub);
                    }
                    return Changes.carryOut(session, before, change, hubs, audit);
                });
    }

    @Override
    public Optional<HubDevice> device(HubHostName hub, DeviceId deviceId) {
        return database.read("device " + deviceId, session -> devices.find(session, hub, deviceId));
    }

    @Override
    public <A> A changeDevice(
            HubHostName hub,
            DeviceId deviceId,
            Function<Optional<HubPlace>, Change<HubPlace, A>> decision) {
        sealing.ready(hub.value());
        return database.writeInLane(
                HubCounters.lane(hub, HubCounters.Kind.EVENT),
                "change of device " + deviceId,
                session -> {
                    var before = devices.lock(session, hub, deviceId);
                    var change = decision.apply(before);
                    var place = devices.at(hub, deviceId);
                    var answer = Changes.carryOut(session, before, change, place, audit);
                    tell(session, hub, deviceId, before, Changes.after(before, change));
                    return answer;
                });
    }

    private void tell(
            Session session,
            HubHostName hub,
            DeviceId deviceId,
            Optional<HubPlace> before,
            Optional<HubPlace> after)
            throws SQLException {
        var news = new ArrayList<EventDraft>();
        if (RegistryNews.leaves(before, after)) {
            news.addAll(departures.device(session, hub, deviceId));
        }
        news.addAll(RegistryNews.of(before, after));
        events.appendAny(session, hub, news);
    }

    @Override
    public Page<HubDevice> devices(HubHostName hub, Page.Request page) {
        return database.read("devices", session -> devices.page(session, hub, page));
    }

    private static final String COUNTS =
            """
            SELECT COUNT(*) AS total, COALESCE(SUM(enabled), 0) AS enabled
            FROM hub_device
            WHERE hub = ? AND vacated_at IS NULL
            """;

    @Override
    public DeviceCounts counts(HubHostName hub) {
        return database.read(
                "device counts",
                session -> session.query(COUNTS).bind(hub.value()).one(SqlHubStore::counts));
    }

    private static DeviceCounts counts(Row row) throws SQLException {
        return new DeviceCounts(row.number("total"), row.number("enabled"));
    }

    @Override
    public int forgetTombstones(Duration olderThan, int limit) {
        if (olderThan.compareTo(TOMBSTONE_KEPT) < 0) {
            throw new IllegalArgumentException(
                    "a tombstone is kept for " + TOMBSTONE_KEPT + " at least");
        }
        return database.write(
                "forgetting tombstones", session -> devices.forget(session, olderThan, limit));
    }
}
