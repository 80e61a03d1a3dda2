package berth.system.limits;

import static org.assertj.core.api.Assertions.assertThat;

import berth.wire.x509.IssuedCertificate;

import java.io.IOException;

/// A device with a certificate that keeps its TLS session from connection to connection.
final class Resuming {
    private static final int UNAUTHORIZED = 401;

    private final House house;
    private final String id;
    private final CountedKeys keys;
    private final Plug plug;
    private final String version;
    private String operation = "";

    Resuming(House house, String id, IssuedCertificate certificate, String version)
            throws Exception {
        this.house = house;
        this.id = id;
        this.keys = new CountedKeys(certificate);
        this.plug = house.plug().showing(keys);
        this.version = version;
    }

    /// Each request on a connection of its own; only the first of them all makes a full handshake.
    ///
    /// @return how the registration ends
    String registersAndPolls() throws Exception {
        var answer = asked(DeviceTalk::register);
        assertThat(answer.status()).as(answer.document().toString()).isEqualTo(202);
        operation = answer.operationId();
        var end = Await.until("its end", this::poll, poll -> poll.status() == 200);
        return end.text("status");
    }

    /// Polls what once went well, and registers once more, both with the old session.
    void isRefusedEverything() throws IOException {
        assertRefused(poll());
        assertRefused(asked(DeviceTalk::register));
    }

    private static void assertRefused(DeviceTalk.Answer answer) {
        assertThat(answer.status()).as(answer.document().toString()).isEqualTo(UNAUTHORIZED);
        assertThat(answer.document().members()).doesNotContainKey("registrationState");
    }

    private DeviceTalk.Answer poll() throws IOException {
        return asked(device -> device.poll(operation));
    }

    private interface Asking {
        DeviceTalk.Answer of(DeviceTalk device) throws IOException;
    }

    private DeviceTalk.Answer asked(Asking asking) throws IOException {
        var socket = plug.socket(house.httpsPort(), version);
        assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        try (var device = new HttpsDevice(new SocketWire(socket), house.scope(), id, "")) {
            var answer = asking.of(device);
            assertThat(keys.uses()).as("handshakes in full").isEqualTo(1);
            return answer;
        }
    }
}
