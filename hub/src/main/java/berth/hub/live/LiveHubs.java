package berth.hub.live;

import berth.core.hub.HubDevice;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.hub.registry.DeviceNews;
import berth.hub.registry.RoleBooks;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// The device sides of all embedded hubs of a house, by host name. Told of every change of devices,
/// it passes them on to those who are connected.
public final class LiveHubs implements DeviceNews, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveHubs.class);

    private final LiveSetup setup;
    private final ConcurrentHashMap<HubHostName, LiveHub> hubs = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clockwork;
    private @Nullable Future<?> ticking;

    /// Readies the device sides. [#start] sets their clockwork going.
    ///
    /// @param random must not be predictable, and safe for many threads
    /// @param nanos as [System#nanoTime]
    /// @param node this node's name: what it left open before is closed by [#start]
    public LiveHubs(
            LiveStores stores,
            TelemetryIntake intake,
            RoleBooks roles,
            TrustedAuthorities authorities,
            LiveLimits limits,
            InstantSource clock,
            RandomGenerator random,
            LongSupplier nanos,
            String node) {
        this.setup =
                new LiveSetup(
                        stores,
                        intake,
                        roles,
                        authorities,
                        limits,
                        new Denials(stores.audit(), clock, nanos),
                        clock,
                        random,
                        nanos,
                        node);
        this.clockwork =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("hub-clockwork").daemon().factory());
    }

    /// Ends what this node left open when it died, and begins to look after deadlines.
    public void start() {
        int left;
        do {
            left = setup.stores().sessions().endAll(setup.node(), ENDED_AT_ONCE);
        } while (left == ENDED_AT_ONCE);
        ticking = clockwork.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    private static final int ENDED_AT_ONCE = 1_000;

    /// The hub of this name. Blocks when it is asked for the first time.
    public Optional<LiveHub> hub(HubHostName hostName) {
        var known = hubs.get(hostName);
        if (known != null) {
            return Optional.of(known);
        }
        return setup.stores().devices().holds(hostName)
                ? Optional.of(hubs.computeIfAbsent(hostName, name -> new LiveHub(name, setup)))
                : Optional.empty();
    }

    /// To be called once a second; [#start] sees to it.
    void tick() {
        for (var hub : hubs.values()) {
            try {
                hub.tick();
            } catch (RuntimeException e) {
                LOG.error("the clockwork of {} stumbled", hub.hostName(), e);
            }
        }
    }

    @Override
    public void changed(
            HubHostName hub,
            DeviceId deviceId,
            @Nullable HubDevice before,
            @Nullable HubDevice after,
            Desired desired) {
        var live = hubs.get(hub);
        if (live != null) {
            live.changed(deviceId, after, desired);
        }
    }

    @Override
    public void unsure(HubHostName hub, DeviceId deviceId) {
        var live = hubs.get(hub);
        if (live != null) {
            live.unsure(deviceId);
        }
    }

    @Override
    public void close() {
        if (ticking != null) {
            ticking.cancel(false);
        }
        clockwork.shutdownNow();
    }
}
