package berth.net;

import static org.assertj.core.api.Assertions.assertThat;

import berth.net.ConnectionGate.Admission;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;

class ConnectionGateTest {
    private static final InetAddress METER = TestHouse.address("192.0.2.7");
    private static final InetAddress OTHER = TestHouse.address("192.0.2.8");
    private static final InetAddress GATEWAY = TestHouse.address("198.51.100.1");
    private static final InetAddress LOOPBACK = TestHouse.address("127.0.0.1");

    private long nanos = -5;

    /// 6 handshakes in all, 3 from one address; 2 a second, 4 at once; 10 open, 5 of them HTTP.
    private final ConnectionGate gate =
            new ConnectionGate(
                    new ConnectionLimits(
                            Duration.ofSeconds(10), 6, 3, 2, 4, Set.of(GATEWAY), 10, 5),
                    () -> nanos);

    @Test
    void oneAddressHasItsBurstAndThenItsRate() {
        for (int i = 0; i < 4; i++) {
            shakenHands(METER);
        }
        assertThat(admitted(METER)).isFalse();

        nanos += 499_000_000;
        assertThat(admitted(METER)).isFalse();
        nanos += 2_000_000;
        shakenHands(METER);
        assertThat(admitted(METER)).isFalse();
    }

    @Test
    void oneAddressDoesNotUseUpAnothers() {
        for (int i = 0; i < 4; i++) {
            shakenHands(METER);
        }

        assertThat(admitted(OTHER)).isTrue();
    }

    @Test
    void loopbackAndGatewaysHaveNoRate() {
        for (InetAddress address : new InetAddress[] {LOOPBACK, GATEWAY}) {
            for (int i = 0; i < 100; i++) {
                shakenHands(address).leave();
            }
        }
    }

    @Test
    void handshakesOfOneAddressAreLimited() {
        var first = place(GATEWAY);
        place(GATEWAY);
        place(GATEWAY);
        assertThat(admitted(GATEWAY)).isFalse();

        first.handshakeOver();
        assertThat(admitted(GATEWAY)).isTrue();
    }

    @Test
    void handshakesInAllAreLimited() {
        for (int i = 0; i < 3; i++) {
            place(METER);
            place(OTHER);
        }

        assertThat(admitted(LOOPBACK)).isFalse();
        assertThat(gate.counts()).isEqualTo(new ConnectionCounts(6, 0, 6, 6, 1));
    }

    @Test
    void openConnectionsAreLimited() {
        var places = new ArrayList<ConnectionGate.Place>();
        for (int i = 0; i < 10; i++) {
            places.add(shakenHands(LOOPBACK));
        }
        assertThat(admitted(LOOPBACK)).isFalse();

        places.getFirst().leave();
        places.getFirst().leave();
        assertThat(admitted(LOOPBACK)).isTrue();
        assertThat(admitted(LOOPBACK)).isFalse();
    }

    @Test
    void httpConnectionsAreLimitedUntilTheyAreWebSockets() {
        var places = new ArrayList<ConnectionGate.Place>();
        for (int i = 0; i < 5; i++) {
            places.add(httpPlace());
        }
        assertThat(gate.admit(LOOPBACK, true)).isInstanceOf(Admission.TurnedAway.class);
        assertThat(admitted(LOOPBACK)).isTrue();

        places.getFirst().leaveHttp();
        assertThat(gate.admit(LOOPBACK, true)).isInstanceOf(Admission.Admitted.class);
        assertThat(gate.counts().openHttp()).isEqualTo(5);
    }

    @Test
    void aProcessWithFewFilesTakesFewerConnections() {
        assertThat(ConnectionLimits.DEFAULTS.within(1_000).openMax()).isEqualTo(800);
        assertThat(ConnectionLimits.DEFAULTS.within(1_000_000).openMax()).isEqualTo(20_000);
    }

    @Test
    void whoeverLeavesGivesEverythingBack() {
        httpPlace().leave();
        place(METER).leave();

        assertThat(gate.counts()).isEqualTo(new ConnectionCounts(0, 0, 0, 2, 0));
    }

    @Test
    void manyAddressesAreForgottenWhenTheyAreAtRest() {
        for (int i = 0; i < 200_000; i++) {
            nanos += 1_000_000;
            place(TestHouse.address("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)))
                    .leave();
        }

        assertThat(gate.addressesKnown()).isLessThan(10_000);
    }

    private boolean admitted(InetAddress address) {
        return gate.admit(address, false) instanceof Admission.Admitted;
    }

    private ConnectionGate.Place shakenHands(InetAddress address) {
        var place = place(address);
        place.handshakeOver();
        return place;
    }

    private ConnectionGate.Place place(InetAddress address) {
        return place(gate.admit(address, false));
    }

    private ConnectionGate.Place httpPlace() {
        var place = place(gate.admit(LOOPBACK, true));
        place.handshakeOver();
        return place;
    }

    private static ConnectionGate.Place place(Admission admission) {
        assertThat(admission).isInstanceOf(Admission.Admitted.class);
        return ((Admission.Admitted) admission).place();
    }
}
