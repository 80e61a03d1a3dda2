package berth.system.limits;

import static org.assertj.core.api.Assertions.assertThat;

import berth.net.ConnectionCounts;
import berth.server.Limits;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Connections that never finish their handshake, from several addresses, more than there are
/// places.
final class HandshakeFloodIT {
    private static final int HANDSHAKES_MAX = 40;
    private static final int PER_ADDRESS_MAX = 10;
    private static final Duration HANDSHAKE_TIME = Duration.ofSeconds(4);
    private static final String DEVICE = "127.0.9.99";

    @TempDir private Path folder;
    private House house;

    @BeforeEach
    void open() throws Exception {
        var limits = Wanted.handshakes(HANDSHAKE_TIME, HANDSHAKES_MAX, PER_ADDRESS_MAX);
        house = House.start(folder.resolve("data"), Limits.STANDARD.with(limits));
        Await.until("nobody", house::connections, counts -> counts.open() == 0);
    }

    @AfterEach
    void close() {
        house.close();
    }

    /// Three addresses take what is theirs; what is left is for others.
    @Test
    void aFloodFromAFewAddressesKeepsNobodyElseOut() throws Exception {
        var before = house.connections();
        int addresses = HANDSHAKES_MAX / PER_ADDRESS_MAX - 1;
        var flood = flood(addresses, 2 * PER_ADDRESS_MAX);
        var during = judged(before.admitted() + before.turnedAway(), flood.size());
        assertThat(during.handshakes()).isLessThanOrEqualTo(addresses * PER_ADDRESS_MAX);
        assertThat(during.turnedAway() - before.turnedAway())
                .isGreaterThanOrEqualTo((long) addresses * PER_ADDRESS_MAX);

        assertRegisters();

        freeAgain();
        assertAllClosedByTheServer(flood);
    }

    /// When all places are taken a device waits no longer than the deadline of those who took them.
    @Test
    void aFloodFromManyAddressesPassesWithItsDeadline() throws Exception {
        var before = house.connections();
        int addresses = 2 * HANDSHAKES_MAX / PER_ADDRESS_MAX;
        var flood = flood(addresses, PER_ADDRESS_MAX);
        var during = judged(before.admitted() + before.turnedAway(), flood.size());
        assertThat(during.handshakes()).isLessThanOrEqualTo(HANDSHAKES_MAX);
        assertThat(during.turnedAway()).isGreaterThan(before.turnedAway());

        Await.until("the device comes in", this::comesIn, in -> in);

        freeAgain();
        assertAllClosedByTheServer(flood);
        assertRegisters();
    }

    /// Nobody who has finished is counted any more, so finished ones never keep others out.
    @Test
    void finishedHandshakesTakeNoPlace() throws Exception {
        var open = new ArrayList<Wire>();
        for (int i = 0; i < 2 * PER_ADDRESS_MAX; i++) {
            open.add(house.plug().from(DEVICE).tls(house.httpsPort()));
        }
        var counts = Await.until("all are in", house::connections, seen -> seen.handshakes() == 0);
        assertThat(counts.open()).isEqualTo(open.size());
        for (var wire : open) {
            wire.close();
        }
    }

    private List<Socket> flood(int addresses, int each) throws IOException {
        var sockets = new ArrayList<Socket>();
        for (int i = 0; i < addresses; i++) {
            var from = house.plug().from("127.0.9." + (1 + i));
            for (int j = 0; j < each; j++) {
                sockets.add(from.tcp(house.httpsPort()));
            }
        }
        return sockets;
    }

    /// The counts when all of the flood have been let in or turned away.
    private ConnectionCounts judged(long before, int flood) throws Exception {
        return Await.until(
                "the flood is judged",
                house::connections,
                counts -> counts.admitted() + counts.turnedAway() == before + flood);
    }

    private void freeAgain() throws Exception {
        Await.until(
                "all places are free",
                house::connections,
                counts -> counts.handshakes() == 0 && counts.open() == 0);
    }

    /// The end of a stream, not our own time-out.
    private static void assertAllClosedByTheServer(List<Socket> flood) throws IOException {
        for (var socket : flood) {
            try (var wire = new SocketWire(socket)) {
                byte[] last = wire.read();
                while (last.length > 0) {
                    last = wire.read(); // an alert
                }
            }
        }
    }

    private void assertRegisters() throws IOException {
        try (var device = device()) {
            assertThat(device.register().status()).isEqualTo(202);
        }
    }

    private boolean comesIn() {
        try (var device = device()) {
            return device.register().status() == 202;
        } catch (IOException _) {
            return false; // turned away
        }
    }

    private HttpsDevice device() throws IOException {
        return new HttpsDevice(
                house.plug().from(DEVICE).tls(house.httpsPort()),
                house.scope(),
                "flooded",
                house.token("flooded"));
    }
}
