package berth.connector.latency;

import berth.core.allocation.LatencyEntry;
import berth.core.allocation.LatencyTable;
import berth.core.hub.HubLink;
import berth.core.hub.LinkedHub;
import berth.core.id.HubHostName;
import berth.core.instance.ServiceInstance;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Measures in the background how near the linked hubs are to this node, and says at any time what
/// came of it. One thread looks who is due; each probe has a virtual thread.
///
/// A hub inside this process needs no probe: its latency is zero by definition.
///
/// Reading is for any thread.
public final class LatencyProber implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LatencyProber.class);

    private final Supplier<? extends Collection<ServiceInstance>> instances;
    private final HubProbe probe;
    private final ProbePace pace;
    private final LongSupplier monotonicNanos;
    private final ProbeSchedule schedule;
    private final Semaphore places;
    private final Semaphore look = new Semaphore(0);
    private final Set<HubHostName> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicReference<LatencyTable> table = new AtomicReference<>(LatencyTable.EMPTY);
    private final ExecutorService probes =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("latency-", 0).factory());
    private final Thread thread =
            Thread.ofPlatform().daemon().name("latency-prober").unstarted(this::run);

    /// @param instances whose hubs are probed; asked again at every look, may fail
    /// @param monotonicNanos for ages; never jumps
    /// @param random used by one thread
    public LatencyProber(
            Supplier<? extends Collection<ServiceInstance>> instances,
            HubProbe probe,
            ProbePace pace,
            LongSupplier monotonicNanos,
            RandomGenerator random) {
        this.instances = instances;
        this.probe = probe;
        this.pace = pace;
        this.monotonicNanos = monotonicNanos;
        this.schedule = new ProbeSchedule(pace.every(), random);
        this.places = new Semaphore(pace.atOnceMax());
    }

    public void start() {
        thread.start();
    }

    /// Looks for new links now and not at the next usual time.
    public void linksChanged() {
        look.release();
    }

    /// What allocation may go by, of these hubs; those that are not known lately are missing.
    public Map<HubHostName, Duration> fresh(Collection<LinkedHub> hubs) {
        var now = now();
        var known = table.get();
        var fresh = new HashMap<HubHostName, Duration>();
        for (var hub : hubs) {
            switch (hub.link()) {
                case HubLink.Embedded() -> fresh.put(hub.hostName(), Duration.ZERO);
                case HubLink.Azure _ ->
                        known.fresh(hub.hostName(), now)
                                .ifPresent(latency -> fresh.put(hub.hostName(), latency));
            }
        }
        return Map.copyOf(fresh);
    }

    /// What is known of these hubs, for operators; those never tried are missing.
    public Map<HubHostName, LatencyEntry> entries(Collection<LinkedHub> hubs) {
        var now = now();
        var known = table.get();
        var entries = new HashMap<HubHostName, LatencyEntry>();
        for (var hub : hubs) {
            switch (hub.link()) {
                case HubLink.Embedded() -> entries.put(hub.hostName(), LatencyEntry.IN_PROCESS);
                case HubLink.Azure _ ->
                        known.entry(hub.hostName(), now)
                                .ifPresent(entry -> entries.put(hub.hostName(), entry));
            }
        }
        return Map.copyOf(entries);
    }

    private Instant now() {
        return Instant.EPOCH.plusNanos(monotonicNanos.getAsLong());
    }

    private void run() {
        try {
            while (!probes.isShutdown()) {
                lookOnce();
                // Many who ask at once are served by one look.
                if (look.tryAcquire(pace.look().toNanos(), TimeUnit.NANOSECONDS)) {
                    look.drainPermits();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void lookOnce() {
        try {
            var remote = remote(instances.get());
            table.updateAndGet(known -> known.only(remote));
            schedule.due(remote, now()).stream().filter(underWay::add).forEach(this::submit);
        } catch (RuntimeException e) {
            // The store is away, or a bug: what was measured ages, and the next look is the same.
            LOG.warn("cannot tell which hubs to probe; trying again in {}", pace.look(), e);
        }
    }

    private static Set<HubHostName> remote(Collection<ServiceInstance> instances) {
        return instances.stream()
                .flatMap(instance -> instance.linkedHubs().stream())
                .filter(hub -> hub.link() instanceof HubLink.Azure)
                .map(LinkedHub::hostName)
                .collect(Collectors.toUnmodifiableSet());
    }

    private void submit(HubHostName hub) {
        if (probes.isShutdown()) {
            return;
        }
        probes.execute(
                () -> {
                    try {
                        places.acquire();
                        try {
                            measure(hub);
                        } finally {
                            places.release();
                        }
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt(); // closed
                    } finally {
                        underWay.remove(hub);
                    }
                });
    }

    private void measure(HubHostName hub) throws InterruptedException {
        try {
            boolean first = table.get().fresh(hub, now()).isEmpty();
            var sample = probe.measure(hub);
            if (first) {
                // It counts for long, and the first connection of a process is slow by itself.
                sample = shorter(sample, probe.measure(hub));
            }
            var measured = sample;
            table.updateAndGet(known -> known.measured(hub, measured, now()));
        } catch (IOException e) {
            failed(hub, e);
            LOG.debug("probe failed", e);
        } catch (RuntimeException e) {
            failed(hub, e);
            LOG.error("the probe of {} is broken", hub, e);
        }
    }

    private void failed(HubHostName hub, Exception problem) {
        var error = Optional.ofNullable(problem.getMessage()).orElseGet(problem::toString);
        table.updateAndGet(known -> known.failed(hub, error, now()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /// Gives up what is under way; what was measured stays readable.
    @Override
    public void close() {
        probes.shutdownNow();
        thread.interrupt();
    }
}
