package berth.system.limits;

import berth.core.secret.Secret;
import berth.wire.mqtt.ConnectCode;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttRead;
import berth.wire.mqtt.MqttReader;
import berth.wire.mqtt.MqttWriter;
import berth.wire.mqtt.Qos;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// MQTT on one connection, packet by packet.
final class MqttTalk implements Closeable {
    static final String ANSWERS = "$dps/registrations/res/#";
    static final int KEEP_ALIVE_SECONDS = 60;

    private final Wire wire;
    private final MqttReader reader = new MqttReader(1024 * 1024);
    private ByteBuffer unread = ByteBuffer.allocate(0);

    MqttTalk(Wire wire) {
        this.wire = wire;
    }

    static MqttPacket.Connect connect(String scope, String id, @Nullable String token) {
        return connect(scope, id, token, KEEP_ALIVE_SECONDS);
    }

    static MqttPacket.Connect connect(
            String scope, String id, @Nullable String token, int keepAliveSeconds) {
        return MqttPacket.Connect.of(
                id, keepAliveSeconds, userName(scope, id), token == null ? null : secret(token));
    }

    static String userName(String scope, String id) {
        return "%s/registrations/%s/%s".formatted(scope, id, "api-version=2019-03-31");
    }

    static Secret secret(String token) {
        return Secret.of(token.getBytes(StandardCharsets.US_ASCII));
    }

    static MqttPacket.Subscribe subscribe(String... filters) {
        return new MqttPacket.Subscribe(
                1,
                List.of(filters).stream()
                        .map(filter -> new MqttPacket.Subscription(filter, Qos.AT_MOST_ONCE))
                        .toList());
    }

    static byte[] bytes(MqttPacket... packets) {
        var all = new ByteArrayOutputStream();
        for (var packet : packets) {
            var bytes = MqttWriter.bytes(packet);
            var one = new byte[bytes.remaining()];
            bytes.get(one);
            all.writeBytes(one);
        }
        return all.toByteArray();
    }

    void say(MqttPacket... packets) throws IOException {
        wire.write(bytes(packets));
    }

    /// @throws EOFException when the connection ends first
    MqttPacket hear() throws IOException {
        return next().orElseThrow(() -> new EOFException("the connection ended"));
    }

    /// Whether the server ends the connection, and says nothing more before.
    boolean ends() throws IOException {
        return next().isEmpty();
    }

    /// Hears everything until the server ends the connection.
    void hearOut() throws IOException {
        while (next().isPresent()) {
            // What is said before does not matter.
        }
    }

    private Optional<MqttPacket> next() throws IOException {
        while (true) {
            switch (reader.next(unread)) {
                case MqttRead.Complete(var packet) -> {
                    return Optional.of(packet);
                }
                case MqttRead.Broken(var reason) -> throw new AssertionError(reason);
                case MqttRead.Incomplete() -> {
                    var bytes = wire.read();
                    if (bytes.length == 0) {
                        return Optional.empty();
                    }
                    unread = ByteBuffer.wrap(bytes);
                }
            }
        }
    }

    /// Asks to be let in.
    ConnectCode greet(MqttPacket.Connect connect) throws IOException {
        say(connect);
        return ((MqttPacket.ConnAck) hear()).code();
    }

    /// Asks to be let in, which must succeed, and listens to answers.
    MqttTalk open(MqttPacket.Connect connect) throws IOException {
        var code = greet(connect);
        if (code != ConnectCode.ACCEPTED) {
            throw new AssertionError("CONNACK says " + code);
        }
        say(subscribe(ANSWERS));
        hear();
        return this;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
