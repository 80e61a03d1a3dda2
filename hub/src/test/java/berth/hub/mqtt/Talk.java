package berth.hub.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import berth.net.link.LinkSession;
import berth.net.mqtt.MqttEndpoint;
import berth.net.mqtt.MqttLimits;
import berth.net.mqtt.MqttProtocol;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttRead;
import berth.wire.mqtt.MqttReader;
import berth.wire.mqtt.MqttWriter;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// A client's connection to the hub, packet by packet.
final class Talk {
    private final TestLink link;
    private final LinkSession session;
    private final MqttReader reader = new MqttReader(1024 * 1024);
    private final Queue<MqttPacket> heard = new ArrayDeque<>();

    Talk(MqttEndpoint endpoint, X509Certificate... certificates) {
        link = new TestLink(List.of(certificates));
        session = new MqttProtocol(endpoint, MqttLimits.DEFAULTS, link::nanos).open(link);
    }

    void say(MqttPacket... packets) {
        for (var packet : packets) {
            sayBytes(MqttWriter.bytes(packet));
        }
    }

    /// In one piece, as it may arrive.
    void sayTogether(MqttPacket... packets) {
        var all = new ByteArrayOutputStream();
        for (var packet : packets) {
            var bytes = MqttWriter.bytes(packet);
            while (bytes.hasRemaining()) {
                all.write(bytes.get());
            }
        }
        sayBytes(ByteBuffer.wrap(all.toByteArray()));
    }

    void sayBytes(ByteBuffer packet) {
        session.received(packet);
        link.settle();
    }

    /// The next packet, waited for.
    MqttPacket hear() throws InterruptedException {
        read();
        while (heard.isEmpty()) {
            assertThat(link.isClosed()).as("closed before it said anything").isFalse();
            link.waitAndSettle();
            read();
        }
        return heard.remove();
    }

    /// Whether it has nothing more to say, as far as it can be known now.
    void expectSilence() {
        link.settle();
        read();
        assertThat(heard).isEmpty();
        if (!link.isClosed()) {
            say(new MqttPacket.PingReq());
            read();
            assertThat(heard).containsExactly(new MqttPacket.PingResp());
            heard.clear();
        }
    }

    /// Waits until it is closed; nothing may be said before.
    void expectClosed() throws InterruptedException {
        link.settle();
        while (!link.isClosed()) {
            link.waitAndSettle();
        }
        read();
        assertThat(heard).isEmpty();
        lose();
    }

    /// The network is gone.
    void lose() {
        session.closed();
        link.close();
        link.settle();
    }

    void pass(Duration time) {
        link.pass(time);
    }

    boolean isClosed() {
        link.settle();
        return link.isClosed();
    }

    private void read() {
        link.settle();
        var buffer = ByteBuffer.wrap(link.written());
        while (reader.next(buffer) instanceof MqttRead.Complete(MqttPacket packet)) {
            heard.add(packet);
        }
        assertThat(buffer.hasRemaining()).isFalse();
    }
}
