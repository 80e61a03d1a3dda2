package berth.testkit.store;

import berth.core.audit.AuditLog;
import berth.core.change.Change;
import berth.core.change.Page;
import berth.core.hub.EmbeddedHubDefinition;
import berth.core.hub.HubClient;
import berth.core.hub.HubDevice;
import berth.core.hub.HubPlace;
import berth.core.hub.HubStore;
import berth.core.hub.event.EventDraft;
import berth.core.hub.event.RegistryNews;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// Embedded hubs and their devices in memory. Any thread.
public final class InMemoryHubStore implements HubStore {
    private final AuditLog audit;
    private final InstantSource clock;
    private final Failures failures = new Failures();
    private final InMemoryTable<EmbeddedHubDefinition> hubs = new InMemoryTable<>();
    private final InMemoryTable<HubPlace> places = new InMemoryTable<>();
    private final List<Companion> companions = new ArrayList<>();
    private final InMemoryEventOutbox outbox;
    private int definitionReads;

    public InMemoryHubStore(AuditLog audit) {
        this(audit, InstantSource.system());
    }

    /// A store whose tombstones grow old by `clock`.
    public InMemoryHubStore(AuditLog audit, InstantSource clock) {
        this(audit, clock, new InMemoryEventOutbox(clock));
    }

    /// A store that tells `outbox` what happens.
    public InMemoryHubStore(AuditLog audit, InstantSource clock, InMemoryEventOutbox outbox) {
        this.audit = audit;
        this.clock = clock;
        this.outbox = outbox;
    }

    /// What leaves with a device, or with one of its modules.
    @FunctionalInterface
    interface Companion {
        /// @param which of the device's clients leave
        void leave(HubHostName hub, DeviceId device, Predicate<HubClient> which);
    }

    /// Called under this object's lock, the last one first.
    synchronized void takeAlong(Companion companion) {
        companions.addFirst(companion);
    }

    synchronized void leave(HubHostName hub, DeviceId device, Predicate<HubClient> which) {
        companions.forEach(companion -> companion.leave(hub, device, which));
    }

    synchronized void tell(HubHostName hub, List<EventDraft> news) {
        if (!news.isEmpty()) {
            outbox.append(hub, news);
        }
    }

    synchronized boolean has(HubHostName hub, DeviceId deviceId) {
        return places.find(InMemoryTable.key(hub, deviceId))
                .flatMap(InMemoryHubStore::device)
                .isPresent();
    }

    /// The next call fails with `failure`.
    public void failNext(RuntimeException failure) {
        failures.order(failure);
    }

    /// Writes without decision and audit, to set a scene.
    public synchronized void put(EmbeddedHubDefinition hub) {
        hubs.put(hub.hostName().value(), hub);
    }

    /// Writes without decision and audit, to set a scene.
    public synchronized void put(HubHostName hub, HubDevice device) {
        places.put(InMemoryTable.key(hub, device.deviceId()), new HubPlace.Occupied(device));
    }

    /// How often somebody had policies opened, which costs a real store dear.
    public synchronized int definitionReads() {
        return definitionReads;
    }

    @Override
    public synchronized List<EmbeddedHubDefinition> hubs() {
        failures.happen();
        definitionReads++;
        return hubs.all();
    }

    @Override
    public synchronized Optional<EmbeddedHubDefinition> hub(HubHostName hub) {
        failures.happen();
        definitionReads++;
        return hubs.find(hub.value());
    }

    @Override
    public synchronized boolean holds(HubHostName hub) {
        failures.happen();
        return hubs.find(hub.value()).isPresent();
    }

    @Override
    public synchronized <A> A changeHub(
            HubHostName hub,
            Function<Optional<EmbeddedHubDefinition>, Change<EmbeddedHubDefinition, A>> decision) {
        failures.happen();
        boolean existed = hubs.find(hub.value()).isPresent();
        var answer = hubs.change(hub.value(), audit, decision);
        if (existed && hubs.find(hub.value()).isEmpty()) {
            for (var place : places.of(hub)) {
                device(place).ifPresent(gone -> leave(hub, gone.deviceId(), _ -> true));
            }
            places.removeAll(hub);
            outbox.removeAll(hub);
        }
        return answer;
    }

    @Override
    public synchronized Optional<HubDevice> device(HubHostName hub, DeviceId deviceId) {
        failures.happen();
        return places.find(InMemoryTable.key(hub, deviceId)).flatMap(InMemoryHubStore::device);
    }

    @Override
    public synchronized <A> A changeDevice(
            HubHostName hub,
            DeviceId deviceId,
            Function<Optional<HubPlace>, Change<HubPlace, A>> decision) {
        failures.happen();
        var key = InMemoryTable.key(hub, deviceId);
        var before = places.find(key);
        var answer = places.change(key, audit, decision);
        var after = places.find(key);
        if (RegistryNews.leaves(before, after)) {
            leave(hub, deviceId, _ -> true);
        }
        tell(hub, RegistryNews.of(before, after));
        return answer;
    }

    @Override
    public synchronized Page<HubDevice> devices(HubHostName hub, Page.Request page) {
        failures.happen();
        var found =
                places.page(
                        hub,
                        page,
                        place -> device(place).isPresent(),
                        place -> device(place).orElseThrow().deviceId().value());
        return new Page<>(
                found.items().stream().flatMap(place -> device(place).stream()).toList(),
                found.next());
    }

    @Override
    public synchronized DeviceCounts counts(HubHostName hub) {
        failures.happen();
        var all = places.of(hub).stream().flatMap(place -> device(place).stream()).toList();
        long enabled = all.stream().filter(device -> device.identity().enabled()).count();
        return new DeviceCounts(all.size(), enabled);
    }

    @Override
    public synchronized int forgetTombstones(Duration olderThan, int limit) {
        failures.happen();
        if (olderThan.compareTo(TOMBSTONE_KEPT) < 0) {
            throw new IllegalArgumentException("that is too soon to forget a tombstone");
        }
        var due = clock.instant().minus(olderThan);
        return places.removeFirst(
                limit,
                place -> place instanceof HubPlace.Vacated(_, var at) && !at.isAfter(due),
                Comparator.comparing(InMemoryHubStore::vacatedAt));
    }

    private static Instant vacatedAt(HubPlace place) {
        return place instanceof HubPlace.Vacated(_, var at) ? at : Instant.MAX;
    }

    private static Optional<HubDevice> device(HubPlace place) {
        return place instanceof HubPlace.Occupied(var device)
                ? Optional.of(device)
                : Optional.empty();
    }
}
