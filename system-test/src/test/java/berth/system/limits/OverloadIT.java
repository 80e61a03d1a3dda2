package berth.system.limits;

import static org.assertj.core.api.Assertions.assertThat;

import berth.endpoint.device.DeviceLimits;
import berth.server.Limits;
import berth.system.limits.DeviceTalk.Answer;
import berth.system.limits.Transports.Transport;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// More than the house can do: newcomers are told to come later, who is half-way is not.
final class OverloadIT {
    private static final int UNAVAILABLE = 503;
    private static final int THROTTLED = 429;
    private static final int RUNNING_MAX = 2;
    private static final int CROWD = 6;

    @TempDir private Path folder;

    static Stream<Transport> transports() {
        return Transports.all();
    }

    private House house(DeviceLimits devices) throws IOException {
        return House.start(folder.resolve("data"), Limits.STANDARD.with(devices));
    }

    /// One request at a time may work and one may wait; the store does not answer. Nobody waits for
    /// ever, and polls, which only read, go on.
    @ParameterizedTest
    @MethodSource("transports")
    void whenTheStoreStandsStillNewcomersAreSentAway(Transport transport) throws Exception {
        var limits = Wanted.narrow(Duration.ofMillis(500), Duration.ofSeconds(1));
        try (var house = house(limits);
                var before = open(transport, house, "before");
                var crowd = new Crowd(transport, house)) {
            var operation = before.register().operationId();
            Await.until("assigned", () -> before.poll(operation), answer -> answer.status() == 200);

            try (var _ = StoppedStore.stop(house.database())) {
                for (var answer : crowd.register()) {
                    assertThat(answer.status()).as(answer.toString()).isEqualTo(UNAVAILABLE);
                    assertThat(answer.errorCode() / 1000).isEqualTo(UNAVAILABLE);
                    // Of a node that is at ease, or has somebody waiting.
                    assertPatience(answer, 30);
                }
                assertThat(before.poll(operation).status()).as("a poll").isEqualTo(200);
            }

            Await.until(
                    "newcomers are served",
                    () -> crowd.register().getFirst(),
                    answer -> answer.status() == 202);
        }
    }

    /// Only so many operations of a scope may run; here they cannot end.
    @ParameterizedTest
    @MethodSource("transports")
    void whenTooManyOperationsRunNewcomersAreSentAway(Transport transport) throws Exception {
        try (var house = house(Wanted.runningPerScope(RUNNING_MAX));
                var function = SlowFunction.start(house);
                var running = open(transport, house, function.device(0))) {
            var operation = running.register().operationId();
            var refused = refusedNewcomer(transport, house, function);
            assertThat(refused.errorCode() / 1000).isEqualTo(THROTTLED);
            assertPatience(refused, 300);
            assertThat(running.poll(operation).status()).as("a poll").isEqualTo(202);

            function.answer();
            Await.until(
                    "assigned", () -> running.poll(operation), answer -> answer.status() == 200);
            Await.until("newcomers are served", running::register, a -> a.status() == 202);
        }
    }

    /// What runs is counted once a second, so a few more come in.
    private static Answer refusedNewcomer(Transport transport, House house, SlowFunction function)
            throws Exception {
        var number = new int[] {0};
        return Await.until(
                "too many run",
                () -> {
                    number[0]++;
                    try (var next = open(transport, house, function.device(number[0]))) {
                        return next.register();
                    }
                },
                answer -> {
                    assertThat(answer.status()).isIn(202, THROTTLED);
                    assertThat(number[0] >= RUNNING_MAX || answer.status() == 202).isTrue();
                    return answer.status() == THROTTLED;
                });
    }

    private static DeviceTalk open(Transport transport, House house, String id) throws IOException {
        return transport.open(house, house.plug(), id, house.token(id));
    }

    private static void assertPatience(Answer answer, int max) {
        assertThat(answer.retryAfter()).matches("[0-9]{1,3}");
        assertThat(Integer.parseInt(answer.retryAfter())).isBetween(5, max);
    }

    /// Some devices with an open connection each, so that only their requests are in the way of
    /// each other.
    private static final class Crowd implements AutoCloseable {
        private final List<DeviceTalk> devices = new ArrayList<>();

        Crowd(Transport transport, House house) throws IOException {
            for (int i = 0; i < CROWD; i++) {
                devices.add(open(transport, house, "crowd-" + i));
            }
        }

        /// All at once.
        List<Answer> register() throws Exception {
            var answers = new ArrayList<Answer>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var asked = new ArrayList<Future<Answer>>();
                for (var device : devices) {
                    asked.add(threads.submit(device::register));
                }
                for (var one : asked) {
                    answers.add(one.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS));
                }
            }
            return answers;
        }

        @Override
        public void close() throws IOException {
            for (var device : devices) {
                device.close();
            }
        }
    }
}
