package berth.endpoint.device;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.json.JsonObject;
import berth.core.resilience.TokenBucket.Rate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Source: reliability, section 10.
@Timeout(60)
class DeviceGuardTest {
    private static final String HERE = "192.0.2.1";
    private static final Duration LONG = Duration.ofSeconds(60);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger worked = new AtomicInteger();
    private DeviceGuard guard = guard(1, LONG);

    private DeviceGuard guard(int atOnce, Duration answerMax) {
        return new DeviceGuard(
                new DeviceLimits(
                        Rate.perMinute(60, 5),
                        Rate.perMinute(60, 2),
                        Rate.perMinute(30, 3),
                        Rate.perMinute(60, 4),
                        Rate.perMinute(60, 3),
                        10,
                        atOnce,
                        0,
                        Duration.ZERO,
                        answerMax),
                _ -> running.get(),
                nanos::get);
    }

    @Test
    void aDeviceMayRegisterSoOftenAndNoMore() {
        assertThat(ask(DeviceAct.REGISTER, "a")).isEqualTo(202);
        assertThat(ask(DeviceAct.REGISTER, "a")).isEqualTo(202);
        assertThat(ask(DeviceAct.REGISTER, "a")).isEqualTo(429);
        assertThat(ask(DeviceAct.REGISTER, "A")).as("the same device").isEqualTo(429);
        assertThat(ask(DeviceAct.REGISTER, "b")).isEqualTo(202);
        pass(Duration.ofSeconds(1));
        assertThat(ask(DeviceAct.REGISTER, "a")).isEqualTo(202);
    }

    @Test
    void aScopeMayRegisterSoOftenAndNoMore() {
        for (int i = 0; i < 5; i++) {
            assertThat(ask(DeviceAct.REGISTER, "device-" + i)).isEqualTo(202);
        }
        assertThat(ask(DeviceAct.REGISTER, "device-6")).isEqualTo(429);
        assertThat(ask(DeviceAct.POLL, "device-0")).as("who is half-way").isEqualTo(202);
    }

    @Test
    void aDeviceMayPollSoOftenAndNoMore() {
        for (int i = 0; i < 3; i++) {
            assertThat(ask(DeviceAct.POLL, "a")).isEqualTo(202);
        }
        assertThat(ask(DeviceAct.POLL, "a")).isEqualTo(429);
        assertThat(ask(DeviceAct.LOOKUP, "a")).isEqualTo(429);
        assertThat(ask(DeviceAct.REGISTER, "a")).isEqualTo(202);
        pass(Duration.ofSeconds(2));
        assertThat(ask(DeviceAct.POLL, "a")).isEqualTo(202);
    }

    @Test
    void whoRunsInGreatNumbersLetsNobodyElseBegin() {
        running.set(10);

        assertThat(ask(DeviceAct.REGISTER, "a")).isEqualTo(429);
        assertThat(ask(DeviceAct.POLL, "a")).isEqualTo(202);
    }

    /// What strangers do in a device's name must not use up what the device may do.
    @Test
    void failuresCountAgainstNeitherQuotaOfTheDevice() {
        fail("a", "198.51.100.1");
        fail("a", "198.51.100.2");

        assertThat(ask(DeviceAct.REGISTER, "a")).isEqualTo(202);
        assertThat(ask(DeviceAct.REGISTER, "a")).isEqualTo(202);
        assertThat(ask(DeviceAct.REGISTER, "a")).isEqualTo(429);
    }

    @Test
    void tooManyFailuresOfAnAddressTurnAwayWhateverItAsks() {
        for (int i = 0; i < 4; i++) {
            fail("device-" + i, HERE);
        }
        assertThat(ask(DeviceAct.CONNECT, "good")).isEqualTo(429);
        assertThat(ask(DeviceAct.REGISTER, "good")).isEqualTo(429);
    }

    @Test
    void tooManyFailuresAsOneDeviceTurnAwayWhoeverIsIt() {
        for (int i = 0; i < 3; i++) {
            fail("a", "198.51.100." + i);
        }
        assertThat(ask(DeviceAct.REGISTER, "a")).isEqualTo(429);
        assertThat(ask(DeviceAct.REGISTER, "b")).isEqualTo(202);
    }

    @Test
    void whatIsRefusedForItsRateCausesNoWork() {
        running.set(10);
        ask(DeviceAct.REGISTER, "a");

        assertThat(worked).hasValue(0);
    }

    @Test
    void aChallengeIsNoFailure() {
        for (int i = 0; i < 2; i++) {
            var challenge = new DeviceAnswer(401, null, null, "t", JsonObject.EMPTY);
            guard.around(
                    DeviceAct.REGISTER,
                    address("a"),
                    HERE,
                    () -> Optional.of(challenge),
                    DeviceGuardTest::answer);
        }
        assertThat(ask(DeviceAct.POLL, "a")).isEqualTo(202);
        assertThat(ask(DeviceAct.REGISTER, "a")).as("it counts as asking").isEqualTo(429);
    }

    @Test
    void workThatTakesTooLongIsAnsweredForAndKeepsItsPlaceUntilItEnds() throws Exception {
        guard = guard(1, Duration.ofMillis(20));
        var stuck = new CountDownLatch(1);
        var over = new CountDownLatch(1);

        var answer =
                guard.around(
                        DeviceAct.REGISTER,
                        address("a"),
                        HERE,
                        () -> {
                            awaitQuietly(stuck);
                            over.countDown();
                            return Optional.empty();
                        },
                        DeviceGuardTest::answer);

        assertThat(answer.orElseThrow().status()).isEqualTo(503);
        assertThat(ask(DeviceAct.REGISTER, "b")).as("no place").isEqualTo(503);
        assertThat(ask(DeviceAct.POLL, "b")).as("a place of its own").isEqualTo(202);
        stuck.countDown();
        over.await();
        while (ask(DeviceAct.REGISTER, "c") != 202) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aBugInTheWorkIsAnAnswerToo() {
        var answer =
                guard.around(
                        DeviceAct.REGISTER,
                        address("a"),
                        HERE,
                        () -> {
                            throw new IllegalStateException("a test's bug");
                        },
                        DeviceGuardTest::answer);

        assertThat(answer.orElseThrow().status()).isEqualTo(500);
    }

    private int ask(DeviceAct act, String id) {
        return guard.around(
                        act,
                        address(id),
                        HERE,
                        () -> {
                            worked.incrementAndGet();
                            return Optional.of(
                                    new DeviceAnswer(202, null, null, "t", JsonObject.EMPTY));
                        },
                        DeviceGuardTest::answer)
                .orElseThrow()
                .status();
    }

    private void fail(String id, String source) {
        guard.around(
                DeviceAct.REGISTER,
                address(id),
                source,
                () -> Optional.of(answer(Refusal.of(ServiceError.UNAUTHORIZED, "a test"))),
                DeviceGuardTest::answer);
    }

    private static DeviceAnswer answer(Refusal refusal) {
        var error = refusal.error();
        return new DeviceAnswer(error.httpStatus(), error, null, "t", JsonObject.EMPTY);
    }

    private static DeviceAddress address(String id) {
        return ((DeviceAddress.Parsed.Address) DeviceAddress.parse("0ne00000001", id)).address();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
