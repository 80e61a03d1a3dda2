package berth.system.limits;

import static org.assertj.core.api.Assertions.assertThat;

import berth.server.Limits;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Clients that say what they have to say a byte at a time, or nothing at all: each is closed when
/// its time is up, and not before, while others are served on every protocol. All of them are slow
/// at the same time.
final class SlowlorisIT {
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final int HANDSHAKES_MAX = 64;

    @TempDir private static Path folder;
    private static House house;
    private static ExecutorService clients;
    private static final Map<String, Future<Drip.Ending>> ENDINGS = new LinkedHashMap<>();
    private static final Map<String, Future<DeviceTalk.Answer>> SERVED = new LinkedHashMap<>();

    @BeforeAll
    static void startAllAtOnce() throws IOException {
        house =
                House.start(
                        folder.resolve("data"),
                        Limits.STANDARD
                                .with(Wanted.handshakes(DEADLINE, HANDSHAKES_MAX, HANDSHAKES_MAX))
                                .with(Wanted.patience(DEADLINE)));
        clients = Executors.newVirtualThreadPerTaskExecutor();
        SlowClients.all()
                .forEach(
                        slow ->
                                ENDINGS.put(
                                        slow.name(), clients.submit(() -> slow.says().to(house))));
        Transports.all()
                .forEach(
                        transport ->
                                SERVED.put(
                                        transport.name(),
                                        clients.submit(() -> registered(transport))));
    }

    @AfterAll
    static void close() {
        clients.close();
        house.close();
    }

    private static DeviceTalk.Answer registered(Transports.Transport transport) throws IOException {
        var id = "quick-" + transport.name();
        try (var device = transport.open(house, house.plug(), id, house.token(id))) {
            return device.register();
        }
    }

    static Stream<String> slowClients() {
        return SlowClients.all().map(SlowClients.Slow::name);
    }

    static Stream<String> transports() {
        return Transports.all().map(Transports.Transport::name);
    }

    @ParameterizedTest
    @MethodSource("slowClients")
    void isClosedAtItsDeadlineAndNotBefore(String slow) throws Exception {
        var ending = ENDINGS.get(slow).get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(ending.after()).isGreaterThanOrEqualTo(DEADLINE);
        assertThat(ending.unfinished()).as("it was still talking").isTrue();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void othersAreServedMeanwhile(String transport) throws Exception {
        var answer = SERVED.get(transport).get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(answer.status()).isEqualTo(202);
    }

    @Test
    void afterwardsAllPlacesAreFree() throws Exception {
        for (var ending : ENDINGS.values()) {
            ending.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        for (var served : SERVED.values()) {
            served.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        Await.until(
                "nobody is left",
                house::connections,
                counts -> counts.open() == 0 && counts.handshakes() == 0);
    }
}
