package berth.system.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.net.ConnectionCounts;
import berth.server.Limits;
import berth.system.limits.Transports.Transport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// So many connections may be open and no more; one over is closed before TLS costs anything, and
/// those that are open do not suffer.
final class ConnectionCapIT {
    private static final int OPEN_MAX = 9;
    private static final int HTTP_MAX = 5;
    private static final int PER_DEVICE_MAX = 4;

    @TempDir private Path folder;
    private House house;

    @BeforeEach
    void open() throws Exception {
        house =
                House.start(
                        folder.resolve("data"),
                        Limits.STANDARD.with(Wanted.open(OPEN_MAX, HTTP_MAX)));
        everybodyIsGone();
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void oneHttpConnectionTooManyIsClosedBeforeTls() throws Exception {
        var open = connect(house.httpsPort(), HTTP_MAX);
        assertClosedBeforeTls(house.httpsPort());
        assertThat(house.connections().openHttp()).isEqualTo(HTTP_MAX);

        registerOn(open.getFirst());
        var mqtt = connect(house.mqttPort(), 1);
        assertThat(house.connections().open()).as("others still come in").isEqualTo(HTTP_MAX + 1);

        close(mqtt);
        close(open.subList(0, 1));
        Await.until("a place", house::connections, counts -> counts.openHttp() == HTTP_MAX - 1);
        var next = connect(house.httpsPort(), 1);
        registerOn(next.getFirst());
        close(next);
        close(open);
    }

    @Test
    void oneConnectionTooManyInAllIsClosedBeforeTls() throws Exception {
        var open = connect(house.httpsPort(), HTTP_MAX - 1);
        open.addAll(connect(house.mqttPort(), OPEN_MAX - HTTP_MAX + 1));
        assertThat(house.connections().open()).isEqualTo(OPEN_MAX);
        assertClosedBeforeTls(house.httpsPort());
        assertClosedBeforeTls(house.mqttPort());
        assertClosedBeforeTls(house.amqpPort());
        assertThat(house.connections().open()).isEqualTo(OPEN_MAX);

        registerOn(open.getFirst());
        close(open);
        everybodyIsGone();
        var next = connect(house.httpsPort(), 1);
        registerOn(next.getFirst());
        close(next);
    }

    /// A WebSocket is no HTTP connection any more, so it keeps nobody out who speaks HTTP.
    @Test
    void aWebSocketLeavesItsPlaceToHttp() throws Exception {
        var sockets = new ArrayList<Wire>();
        for (int i = 0; i < OPEN_MAX - 1; i++) {
            sockets.add(WebSocketWire.open(house.plug().tls(house.httpsPort()), "mqtt"));
        }
        assertThat(house.connections().openHttp()).isZero();
        var http = connect(house.httpsPort(), 1);
        registerOn(http.getFirst());
        close(http);
        close(sockets);
    }

    /// On protocols that know whose a connection is.
    @ParameterizedTest
    @MethodSource("protocolsWithAnOwner")
    void oneConnectionTooManyOfADeviceIsTurnedAway(Transport transport) throws Exception {
        var open = new ArrayList<DeviceTalk>();
        for (int i = 0; i < PER_DEVICE_MAX; i++) {
            open.add(transport.open(house, house.plug(), "cap", house.token("cap")));
        }
        assertThat(knock(transport, "cap")).isEqualTo(transport.throttled());
        assertThat(knock(transport, "other")).isEqualTo(transport.accepted());
        for (var device : open) {
            assertThat(device.register().status()).isEqualTo(202);
        }

        open.removeFirst().close();
        Await.until("a place", () -> knock(transport, "cap"), transport.accepted()::equals);
        for (var device : open) {
            device.close();
        }
    }

    static Stream<Transport> protocolsWithAnOwner() {
        return Transports.all().filter(transport -> !transport.name().equals("https"));
    }

    private String knock(Transport transport, String id) throws IOException {
        return transport.knock(house, house.plug(), id, house.token(id));
    }

    private void everybodyIsGone() throws Exception {
        Await.until("nobody", house::connections, counts -> counts.open() == 0);
    }

    private List<Wire> connect(int port, int count) throws IOException {
        var open = new ArrayList<Wire>();
        for (int i = 0; i < count; i++) {
            open.add(house.plug().tls(port));
        }
        return open;
    }

    private static void close(List<Wire> wires) throws IOException {
        for (var wire : wires) {
            wire.close();
        }
    }

    private void assertClosedBeforeTls(int port) {
        ConnectionCounts before = house.connections();
        assertThatThrownBy(() -> house.plug().tls(port)).isInstanceOf(IOException.class);
        assertThat(house.connections().turnedAway()).isEqualTo(before.turnedAway() + 1);
        assertThat(house.connections().admitted()).isEqualTo(before.admitted());
    }

    private void registerOn(Wire wire) throws IOException {
        var device = new HttpsDevice(wire, house.scope(), "cap", house.token("cap"));
        assertThat(device.register().status()).isEqualTo(202);
    }
}
