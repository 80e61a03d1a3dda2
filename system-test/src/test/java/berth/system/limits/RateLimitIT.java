package berth.system.limits;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.resilience.TokenBucket.Rate;
import berth.endpoint.device.DeviceLimits;
import berth.server.Limits;
import berth.system.limits.DeviceTalk.Answer;
import berth.system.limits.Transports.Transport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/// Who asks too often is told so in the form of his protocol and for how long, at no cost, and is
/// served again when his time has come.
final class RateLimitIT {
    private static final int BURST = 4;
    private static final Rate RATE = new Rate(Duration.ofSeconds(1), BURST);
    private static final int THROTTLED = 429;

    @TempDir private Path folder;

    static Stream<Transport> transports() {
        return Transports.all();
    }

    private House house(DeviceLimits devices) throws IOException {
        return House.start(folder.resolve("data"), Limits.STANDARD.with(devices));
    }

    @ParameterizedTest
    @MethodSource("transports")
    void registrationsOfOneDevice(Transport transport) throws Exception {
        try (var house = house(Wanted.registrationsPerDevice(RATE));
                var device = open(transport, house, "often")) {
            assertThrottledWithoutTrace(house, () -> finished(device));

            try (var other = open(transport, house, "other")) {
                assertThat(other.register().status()).as("another device").isEqualTo(202);
            }
            Await.until("its time has come", device::register, answer -> answer.status() == 202);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void registrationsOfOneScope(Transport transport) throws Exception {
        try (var house = house(Wanted.registrationsPerScope(RATE));
                var device = open(transport, house, "one");
                var other = open(transport, house, "two")) {
            assertThrottledWithoutTrace(house, () -> finished(device));

            Await.until("its time has come", other::register, answer -> answer.status() == 202);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void pollsOfOneDevice(Transport transport) throws Exception {
        try (var house = house(Wanted.pollsPerDevice(RATE));
                var device = open(transport, house, "often")) {
            var operation = device.register().operationId();
            Await.until(
                    "the operation has ended",
                    () -> device.poll(operation),
                    answer -> answer.status() == 200);
            assertThrottledWithoutTrace(house, () -> device.poll(operation));

            assertThat(device.register().status()).as("registering").isEqualTo(202);
            Await.until(
                    "its time has come",
                    () -> device.poll(operation),
                    answer -> answer.status() != THROTTLED);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void failedAuthenticationsFromOneAddress(Transport transport) throws Exception {
        try (var house = house(Wanted.failuresPerAddress(RATE))) {
            var plug = house.plug().from("127.0.7.1");
            var stranger = new Stranger(house, transport, plug, "known");
            stranger.failsUntilThrottledWithoutTrace(BURST);

            stranger.keepsOut(stranger);
            assertThat(
                            new Stranger(house, transport, house.plug().from("127.0.7.2"), "known")
                                    .triesWith(house.token("known")))
                    .as("from another address")
                    .isEqualTo(transport.accepted());
            Await.until(
                    "its time has come",
                    () -> stranger.triesWith(house.token("known")),
                    transport.accepted()::equals);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void failedAuthenticationsAsOneDevice(Transport transport) throws Exception {
        try (var house = house(Wanted.failuresPerDevice(RATE))) {
            var stranger = new Stranger(house, transport, house.plug().from("127.0.7.3"), "victim");
            stranger.failsUntilThrottledWithoutTrace(BURST);

            stranger.keepsOut(
                    new Stranger(house, transport, house.plug().from("127.0.7.4"), "victim"));
            assertThat(
                            new Stranger(house, transport, house.plug().from("127.0.7.3"), "other")
                                    .triesWith(house.token("other")))
                    .as("another device from there")
                    .isEqualTo(transport.accepted());
            Await.until(
                    "its time has come",
                    () -> stranger.triesWith(house.token("victim")),
                    transport.accepted()::equals);
        }
    }

    @Test
    void serviceOperations() throws Exception {
        var limits = Limits.STANDARD.withServiceOperations(RATE);
        try (var house = House.start(folder.resolve("data"), limits);
                var talk = new HttpTalk(house.plug().tls(house.httpsPort()))) {
            assertThrottledWithoutTrace(house, () -> readGroup(house, talk));
            Await.until(
                    "its time has come",
                    () -> readGroup(house, talk),
                    answer -> answer.status() == 200);

            try (var device =
                    new HttpsDevice(
                            house.plug().tls(house.httpsPort()),
                            house.scope(),
                            "device",
                            house.token("device"))) {
                assertThat(device.register().status()).as("devices").isEqualTo(202);
            }
        }
    }

    private static Answer readGroup(House house, HttpTalk talk) throws IOException {
        var reply = house.operate(talk, "GET", "/enrollmentGroups/fleet", "");
        return Answer.of(
                reply.status(), reply.headers().getOrDefault("retry-after", ""), reply.body());
    }

    private static DeviceTalk open(Transport transport, House house, String id) throws IOException {
        return transport.open(house, house.plug(), id, house.token(id));
    }

    /// Registers and waits for the end of what that began, so that nothing is under way any more.
    private static Answer finished(DeviceTalk device) throws Exception {
        var answer = device.register();
        if (answer.status() == 202) {
            Await.until(
                    "the operation has ended",
                    () -> device.poll(answer.operationId()),
                    poll -> poll.status() == 200);
        }
        return answer;
    }

    private interface Asking {
        Answer ask() throws Exception;
    }

    /// Asks faster than the rate until that is refused: at least a burst was good before, and no
    /// more than the time that has passed allows.
    private static void assertThrottledWithoutTrace(House house, Asking asking) throws Exception {
        long start = System.nanoTime();
        int answered = 0;
        while (true) {
            var before = house.rows();
            var answer = asking.ask();
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            if (answer.status() == THROTTLED) {
                assertThat(house.rows()).as("rows, with the audit trail").isEqualTo(before);
                assertThat(answer.errorCode() / 1000).isEqualTo(THROTTLED);
                assertThat(answer.text("trackingId")).isNotEmpty();
                assertThat(answer.text("message")).isNotEmpty();
                assertPatience(answer);
                return;
            }
            answered++;
            assertThat(answer.status()).isBetween(200, 202);
            assertThat(answered).isLessThanOrEqualTo(BURST + (int) seconds + 1);
        }
    }

    /// A node at ease says 5 to 10 seconds, and says them as an integer.
    private static void assertPatience(Answer answer) {
        assertThat(answer.retryAfter()).matches("[0-9]{1,2}");
        assertThat(Integer.parseInt(answer.retryAfter())).isBetween(5, 10);
    }
}
