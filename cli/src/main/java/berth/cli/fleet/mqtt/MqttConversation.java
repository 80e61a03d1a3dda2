package berth.cli.fleet.mqtt;

import berth.cli.fleet.stream.ByteStream;
import berth.cli.fleet.stream.Deadline;
import berth.wire.mqtt.MqttPacket;
import berth.wire.mqtt.MqttRead;
import berth.wire.mqtt.MqttReader;
import berth.wire.mqtt.MqttWriter;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Packets over a stream, blocking. For one thread.
final class MqttConversation {
    private static final int PACKET_BYTES_MAX = 256 * 1024;

    private final ByteStream stream;
    private final MqttReader reader = new MqttReader(PACKET_BYTES_MAX);
    private final byte[] buffer = new byte[8 * 1024];
    private ByteBuffer input = ByteBuffer.allocate(0);

    MqttConversation(ByteStream stream) {
        this.stream = stream;
    }

    void send(MqttPacket packet) throws IOException {
        var bytes = MqttWriter.bytes(packet);
        var array = new byte[bytes.remaining()];
        bytes.get(array);
        stream.write(array);
    }

    /// Waits for the next packet.
    MqttPacket next(Deadline deadline) throws IOException {
        while (true) {
            switch (reader.next(input)) {
                case MqttRead.Complete(var packet) -> {
                    return packet;
                }
                case MqttRead.Broken(var reason) -> throw new IOException("not MQTT: " + reason);
                case MqttRead.Incomplete _ -> fill(deadline);
            }
        }
    }

    private void fill(Deadline deadline) throws IOException {
        stream.timeout(deadline.remaining());
        int count = stream.read(buffer, 0, buffer.length);
        if (count < 0) {
            throw new EOFException("the connection was closed by the server");
        }
        input = ByteBuffer.wrap(buffer, 0, count);
    }

    void close() {
        stream.close();
    }
}
