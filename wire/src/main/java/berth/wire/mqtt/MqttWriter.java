package berth.wire.mqtt;

import berth.core.secret.Secret;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Writes packets. Source: MQTT 3.1.1, section 3.
public final class MqttWriter {
    static final String PROTOCOL = "MQTT";
    static final int LEVEL = 4;

    /// The longest remaining length that four bytes can say.
    private static final int LENGTH_MAX = 268_435_455;

    private MqttWriter() {}

    /// The bytes of one packet, ready to be sent.
    ///
    /// @throws IllegalArgumentException when it holds a string that cannot be sent (over 65535
    ///   bytes, half a surrogate pair, a zero character) or is too long altogether
    public static ByteBuffer bytes(MqttPacket packet) {
        var body = new Body();
        return switch (packet) {
            case MqttPacket.Connect connect -> {
                connect(connect, body);
                yield whole(PacketType.CONNECT.firstByte(), body);
            }
            case MqttPacket.ForeignConnect(String protocol, int level) -> {
                // So that others see a CONNECT, too: flags, keep-alive, an empty client identifier.
                body.string(protocol).number8(level).number8(0).number16(0).number16(0);
                yield whole(PacketType.CONNECT.firstByte(), body);
            }
            case MqttPacket.ConnAck(boolean sessionPresent, ConnectCode code) -> {
                body.number8(sessionPresent ? 1 : 0).number8(code.number());
                yield whole(PacketType.CONNACK.firstByte(), body);
            }
            case MqttPacket.Publish publish -> publish(publish, body);
            case MqttPacket.PubAck(int packetId) -> numbered(PacketType.PUBACK, packetId, body);
            case MqttPacket.Subscribe(int packetId, var subscriptions) -> {
                body.number16(packetId);
                subscriptions.forEach(one -> body.string(one.filter()).number8(one.qos().level()));
                yield whole(PacketType.SUBSCRIBE.firstByte(), body);
            }
            case MqttPacket.SubAck(int packetId, var codes) -> {
                body.number16(packetId);
                codes.forEach(body::number8);
                yield whole(PacketType.SUBACK.firstByte(), body);
            }
            case MqttPacket.Unsubscribe(int packetId, var filters) -> {
                body.number16(packetId);
                filters.forEach(body::string);
                yield whole(PacketType.UNSUBSCRIBE.firstByte(), body);
            }
            case MqttPacket.UnsubAck(int packetId) -> numbered(PacketType.UNSUBACK, packetId, body);
            case MqttPacket.PingReq() -> whole(PacketType.PINGREQ.firstByte(), body);
            case MqttPacket.PingResp() -> whole(PacketType.PINGRESP.firstByte(), body);
            case MqttPacket.Disconnect() -> whole(PacketType.DISCONNECT.firstByte(), body);
        };
    }

    private static void connect(MqttPacket.Connect connect, Body body) {
        MqttPacket.Will will = connect.will();
        String userName = connect.userName();
        Secret password = connect.password();
        int flags = connect.cleanSession() ? 0x02 : 0;
        if (will != null) {
            flags |= 0x04 | (will.qos().level() << 3) | (will.retain() ? 0x20 : 0);
        }
        flags |= (userName == null ? 0 : 0x80) | (password == null ? 0 : 0x40);
        body.string(PROTOCOL).number8(LEVEL).number8(flags).number16(connect.keepAliveSeconds());
        body.string(connect.clientId());
        if (will != null) {
            body.string(will.topic()).binary(will.payload().toByteArray());
        }
        if (userName != null) {
            body.string(userName);
        }
        if (password != null) {
            body.binary(password.reveal());
        }
    }

    private static ByteBuffer publish(MqttPacket.Publish publish, Body body) {
        int first =
                PacketType.PUBLISH.firstByte()
                        | (publish.qos().level() << 1)
                        | (publish.duplicate() ? PacketType.DUPLICATE : 0)
                        | (publish.retain() ? PacketType.RETAIN : 0);
        body.string(publish.topic());
        if (publish.qos() == Qos.AT_LEAST_ONCE) {
            body.number16(publish.packetId());
        }
        body.writeBytes(publish.payload().toByteArray());
        return whole(first, body);
    }

    private static ByteBuffer numbered(PacketType type, int packetId, Body body) {
        return whole(type.firstByte(), body.number16(packetId));
    }

    private static ByteBuffer whole(int first, Body body) {
        int rest = body.size();
        if (rest > LENGTH_MAX) {
            throw new IllegalArgumentException("no packet can be that long");
        }
        var packet = ByteBuffer.allocate(5 + rest).put((byte) first);
        do {
            int digit = rest & 0x7f;
            rest >>= 7;
            packet.put((byte) (rest > 0 ? digit | 0x80 : digit));
        } while (rest > 0);
        return packet.put(body.toByteArray()).flip();
    }

    /// What follows the fixed header.
    private static final class Body extends ByteArrayOutputStream {
        Body number8(int number) {
            write(number);
            return this;
        }

        Body number16(int number) {
            write(number >> 8);
            write(number);
            return this;
        }

        Body binary(byte[] content) {
            if (content.length > 0xffff) {
                throw new IllegalArgumentException("more than 65535 bytes");
            }
            number16(content.length).writeBytes(content);
            return this;
        }

        Body string(String text) {
            if (text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a string with a zero character");
            }
            try {
                var encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
                byte[] content = new byte[encoded.remaining()];
                encoded.get(content);
                return binary(content);
            } catch (CharacterCodingException e) {
                throw new IllegalArgumentException("a string that is not Unicode", e);
            }
        }
    }
}
