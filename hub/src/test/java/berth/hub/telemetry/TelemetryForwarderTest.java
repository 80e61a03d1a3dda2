package berth.hub.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.message.TelemetrySink.Sent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

@Timeout(60)
class TelemetryForwarderTest {
    private final TelemetryScene scene = new TelemetryScene();

    @Test
    void telemetryIsForwardedInTheBackgroundThroughFailures() {
        scene.append(35);
        scene.sink.failNext(3);
        try (var forwarder = scene.forwarder()) {
            forwarder.start();
            holds(() -> scene.cursor() == 35);

            scene.append(1);
            forwarder.wake();
            holds(() -> scene.cursor() == 36);

            // Without being told: by the look at intervals.
            scene.append(1);
            holds(() -> scene.cursor() == 37);
            holds(() -> forwarder.status().forwarded() == 37);
            assertThat(forwarder.status().failures()).isEqualTo(1);
        }
    }

    @Test
    void closingWaitsForTheBatchUnderWayAndNotesIt() throws InterruptedException {
        scene.append(1);
        var sending = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        scene.sink.doNext(
                records -> {
                    sending.countDown();
                    awaitUninterrupted(goOn);
                    return scene.sink.take(records);
                });
        var forwarder = scene.forwarder();
        forwarder.start();
        sending.await();

        var closer = Thread.ofVirtual().start(forwarder::close);
        goOn.countDown();
        closer.join();

        assertThat(scene.cursor()).isEqualTo(1);
    }

    @Test
    void closingEndsASinkThatIsStuck() throws InterruptedException {
        var scene = new TelemetryScene(10, 1 << 20, Duration.ofMillis(50));
        scene.append(1);
        var sending = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        scene.sink.doNext(
                _ -> {
                    sending.countDown();
                    try {
                        new CountDownLatch(1).await();
                        throw new IllegalStateException("nobody counts down");
                    } catch (InterruptedException _) {
                        interrupted.countDown();
                        Thread.currentThread().interrupt();
                        return new Sent.Failed("interrupted");
                    }
                });
        var forwarder = scene.forwarder();
        forwarder.start();
        sending.await();

        forwarder.close();

        assertThat(interrupted.await(0, TimeUnit.SECONDS)).isTrue();
        assertThat(scene.cursor()).isZero();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("was to be left alone", e);
        }
    }

    private static void holds(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000); // the time-out ends it
        }
    }
}
