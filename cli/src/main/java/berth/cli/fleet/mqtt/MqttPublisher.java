package berth.cli.fleet.mqtt;

import berth.cli.fleet.stream.ByteStream;
import berth.cli.fleet.stream.Deadline;
import berth.core.id.ByteString;
import berth.core.secret.Secret;
import berth.wire.mqtt.ConnectCode;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttPacket.ConnAck;
import berth.wire.mqtt.MqttPacket.Connect;
import berth.wire.mqtt.MqttPacket.PubAck;
import berth.wire.mqtt.MqttPacket.Publish;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A client of any MQTT server that publishes as fast as it is acknowledged, a window ahead. For
/// one thread.
public final class MqttPublisher implements AutoCloseable {
    private static final int KEEP_ALIVE_SECONDS = 1_200;

    private final MqttConversation conversation;
    private int packetIds;

    private MqttPublisher(MqttConversation conversation) {
        this.conversation = conversation;
    }

    /// @param userName null for none, and then there is no password either
    public static MqttPublisher over(
            ByteStream stream,
            String clientId,
            @Nullable String userName,
            @Nullable String password,
            Duration timeout)
            throws IOException {
        var conversation = new MqttConversation(stream);
        var secret = password == null ? null : Secret.of(password.getBytes(StandardCharsets.UTF_8));
        conversation.send(new Connect(clientId, false, KEEP_ALIVE_SECONDS, userName, secret, null));
        if (!(conversation.next(Deadline.in(timeout)) instanceof ConnAck(_, var code))
                || code != ConnectCode.ACCEPTED) {
            throw new IOException(clientId + " was not let in");
        }
        return new MqttPublisher(conversation);
    }

    /// Publishes at QoS 1 and waits until all is acknowledged.
    ///
    /// @param window messages at most that are not acknowledged yet
    public void publish(
            String topic, ByteString payload, int messages, int window, Duration timeout)
            throws IOException {
        int sent = 0;
        int acknowledged = 0;
        var deadline = Deadline.in(timeout);
        while (acknowledged < messages) {
            while (sent < messages && sent - acknowledged < window) {
                packetIds = packetIds % 0xffff + 1;
                conversation.send(Publish.atLeastOnce(topic, payload, packetIds));
                sent++;
            }
            switch (conversation.next(deadline)) {
                case PubAck _ -> acknowledged++;
                case MqttPacket other -> throw new IOException("unexpected " + other);
            }
        }
    }

    @Override
    public void close() {
        conversation.close();
    }
}
