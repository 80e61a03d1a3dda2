package berth.connector.latency;

import static org.assertj.core.api.Assertions.assertThat;

import berth.connector.Eventually;
import berth.core.allocation.AllocationPolicy;
import berth.core.allocation.LatencyEntry;
import berth.core.error.StoreUnavailable;
import berth.core.hub.HubLink;
import berth.core.hub.LinkedHub;
import berth.core.id.ETag;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.instance.ServiceInstance;
import berth.core.secret.Secret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/// The prober's threads, with probes that are scripted.
@Timeout(60)
class LatencyProberIT {
    private static final LinkedHub NEAR = azure("near.example");
    private static final LinkedHub FAR = azure("far.example");
    private static final LinkedHub HERE = LinkedHub.embedded(new HubHostName("here.berth.example"));

    /// Nothing happens by itself but the first look.
    private static final ProbePace ONCE =
            new ProbePace(Duration.ofHours(1), Duration.ofHours(1), 4);

    private static final ProbePace RESTLESS =
            new ProbePace(Duration.ofMillis(1), Duration.ofMillis(1), 4);

    private final AtomicReference<List<ServiceInstance>> instances =
            new AtomicReference<>(List.of());
    private final AtomicInteger looks = new AtomicInteger();
    private LatencyProber prober;

    @AfterEach
    void close() {
        prober.close();
    }

    private void start(ProbePace pace, HubProbe probe) {
        prober =
                new LatencyProber(
                        () -> {
                            looks.incrementAndGet();
                            return instances.get();
                        },
                        probe,
                        pace,
                        System::nanoTime,
                        new Random(3));
        prober.start();
    }

    @Test
    void theLinkedHubsOfAllInstancesAreMeasured() {
        instances.set(List.of(instance(1, NEAR), instance(2, FAR, NEAR)));
        start(ONCE, hub -> Duration.ofMillis(hub.equals(NEAR.hostName()) ? 10 : 200));

        Eventually.holds(() -> prober.fresh(List.of(NEAR, FAR)).size() == 2);
        assertThat(prober.fresh(List.of(NEAR, FAR, HERE)))
                .containsEntry(NEAR.hostName(), Duration.ofMillis(10))
                .containsEntry(FAR.hostName(), Duration.ofMillis(200));
    }

    @Test
    void aHubInThisProcessIsAtNoDistanceAndNeverProbed() {
        var probed = new AtomicInteger();
        instances.set(List.of(instance(1, HERE)));
        start(RESTLESS, _ -> Duration.ofMillis(probed.incrementAndGet()));

        Eventually.holds(() -> looks.get() > 5);
        assertThat(prober.fresh(List.of(HERE))).containsEntry(HERE.hostName(), Duration.ZERO);
        assertThat(prober.entries(List.of(HERE)))
                .containsEntry(HERE.hostName(), LatencyEntry.IN_PROCESS);
        assertThat(probed).hasValue(0);
    }

    @Test
    void aHubThatWasJustLinkedIsProbedAtOnce() {
        instances.set(List.of(instance(1, NEAR)));
        start(ONCE, _ -> Duration.ofMillis(10));
        Eventually.holds(() -> prober.fresh(List.of(NEAR)).size() == 1);
        assertThat(prober.entries(List.of(FAR))).isEmpty();

        instances.set(List.of(instance(1, NEAR, FAR)));
        prober.linksChanged();

        Eventually.holds(() -> prober.fresh(List.of(FAR)).size() == 1);
    }

    @Test
    void aHubThatIsUnlinkedIsForgotten() {
        instances.set(List.of(instance(1, NEAR, FAR)));
        start(ONCE, _ -> Duration.ofMillis(10));
        Eventually.holds(() -> prober.fresh(List.of(NEAR, FAR)).size() == 2);

        instances.set(List.of(instance(1, NEAR)));
        prober.linksChanged();

        Eventually.holds(() -> prober.entries(List.of(FAR)).isEmpty());
        assertThat(prober.fresh(List.of(NEAR, FAR))).containsOnlyKeys(NEAR.hostName());
    }

    /// The first connection of a process is slow by itself, and the first measurement counts long.
    @Test
    void theFirstMeasurementIsTheBetterOfTwo() {
        Queue<Integer> samples = new ArrayDeque<>(List.of(400, 20));
        instances.set(List.of(instance(1, NEAR)));
        start(ONCE, _ -> Duration.ofMillis(samples.remove()));

        Eventually.holds(() -> prober.fresh(List.of(NEAR)).size() == 1);
        assertThat(prober.fresh(List.of(NEAR)))
                .containsEntry(NEAR.hostName(), Duration.ofMillis(20));
        assertThat(prober.entries(List.of(NEAR)).get(NEAR.hostName()).samples()).isEqualTo(1);
    }

    @Test
    void aProbeThatFailsIsShownAndLeavesTheOthersAlone() {
        instances.set(List.of(instance(1, NEAR, FAR)));
        start(
                ONCE,
                hub -> {
                    if (hub.equals(FAR.hostName())) {
                        throw new IOException("connection refused");
                    }
                    return Duration.ofMillis(10);
                });

        Eventually.holds(() -> prober.entries(List.of(NEAR, FAR)).size() == 2);
        assertThat(prober.fresh(List.of(NEAR, FAR))).containsOnlyKeys(NEAR.hostName());
        assertThat(prober.entries(List.of(FAR)).get(FAR.hostName()).lastError())
                .isEqualTo("connection refused");
    }

    @Test
    void aProbeThatIsBrokenIsShownAndTriedAgain() {
        var first = new AtomicBoolean(true);
        instances.set(List.of(instance(1, NEAR)));
        start(
                RESTLESS,
                _ -> {
                    if (first.getAndSet(false)) {
                        throw new IllegalStateException("a bug");
                    }
                    return Duration.ofMillis(10);
                });

        Eventually.holds(() -> prober.fresh(List.of(NEAR)).size() == 1);
        assertThat(prober.entries(List.of(NEAR)).get(NEAR.hostName()).lastError())
                .isEqualTo("a bug");
    }

    @Test
    void aStoreThatIsAwayIsAskedAgain() {
        var first = new AtomicBoolean(true);
        prober =
                new LatencyProber(
                        () -> {
                            if (first.getAndSet(false)) {
                                throw new StoreUnavailable(
                                        "instances", true, new IOException("away"));
                            }
                            return List.of(instance(1, NEAR));
                        },
                        _ -> Duration.ofMillis(10),
                        RESTLESS,
                        System::nanoTime,
                        new Random(3));
        prober.start();

        Eventually.holds(() -> prober.fresh(List.of(NEAR)).size() == 1);
    }

    @Test
    void onlySoManyProbesAreUnderWayAtOnceAndNoHubTwice() {
        var gate = new CountDownLatch(1);
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var begun = new AtomicInteger();
        var hubs = IntStream.range(0, 7).mapToObj(i -> azure("h" + i + ".example")).toList();
        instances.set(List.of(instance(1, hubs.toArray(LinkedHub[]::new))));
        start(
                new ProbePace(Duration.ofMillis(1), Duration.ofMillis(1), 2),
                _ -> {
                    begun.incrementAndGet();
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    gate.await();
                    running.decrementAndGet();
                    return Duration.ofMillis(10);
                });

        Eventually.holds(() -> running.get() == 2 && looks.get() > 20);
        assertThat(begun).hasValue(2);
        gate.countDown();

        Eventually.holds(() -> prober.fresh(hubs).size() == 7);
        assertThat(most).hasValue(2);
    }

    @Test
    void closingGivesUpWhatIsUnderWay() {
        var begun = new CountDownLatch(1);
        var interrupted = new AtomicBoolean();
        instances.set(List.of(instance(1, NEAR)));
        start(
                ONCE,
                _ -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                        throw e;
                    }
                    return Duration.ZERO;
                });
        Eventually.holds(() -> begun.getCount() == 0);

        prober.close();

        Eventually.holds(interrupted::get);
    }

    private static LinkedHub azure(String host) {
        return new LinkedHub(
                new HubHostName(host),
                new HubLink.Azure("dps", Secret.of(new byte[32])),
                "test",
                1,
                true);
    }

    private static ServiceInstance instance(int number, LinkedHub... hubs) {
        var host = new HostName("dps.example");
        return new ServiceInstance(
                new IdScope("0ne0000000" + number),
                "plant",
                host,
                host,
                AllocationPolicy.LOWEST_LATENCY,
                List.of(),
                List.of(hubs),
                new ETag("instance"));
    }
}
