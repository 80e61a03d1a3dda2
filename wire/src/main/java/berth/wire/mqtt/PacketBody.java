package berth.wire.mqtt;

import berth.core.id.ByteString;
import berth.core.secret.Secret;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/// Takes a packet apart that has arrived whole. Every byte must belong to something.
///
/// Source: MQTT 3.1.1, section 3; strings: section 1.5.3.
final class PacketBody {
    private static final int USER_NAME = 0x80;
    private static final int PASSWORD = 0x40;
    private static final int WILL_RETAIN = 0x20;
    private static final int WILL = 0x04;
    private static final int CLEAN_SESSION = 0x02;
    private static final int RESERVED = 0x01;

    private final ByteBuffer bytes;

    PacketBody(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    MqttPacket packet(PacketType type, int first) throws MalformedPacket {
        var packet =
                switch (type) {
                    case CONNECT -> connect();
                    case CONNACK -> connAck();
                    case PUBLISH -> publish(first);
                    case PUBACK -> new MqttPacket.PubAck(packetId());
                    case SUBSCRIBE -> subscribe();
                    case SUBACK -> subAck();
                    case UNSUBSCRIBE -> unsubscribe();
                    case UNSUBACK -> new MqttPacket.UnsubAck(packetId());
                    case PINGREQ -> new MqttPacket.PingReq();
                    case PINGRESP -> new MqttPacket.PingResp();
                    case DISCONNECT -> new MqttPacket.Disconnect();
                };
        if (bytes.hasRemaining()) {
            throw new MalformedPacket("bytes behind the end of " + type);
        }
        return packet;
    }

    private MqttPacket connect() throws MalformedPacket {
        String protocol = string();
        int level = unsignedByte();
        if (!MqttReader.speaks(protocol, level)) {
            bytes.position(bytes.limit());
            return new MqttPacket.ForeignConnect(protocol, level);
        }
        int flags = unsignedByte();
        checkConnectFlags(flags);
        int keepAlive = unsignedShort();
        String clientId = string();
        MqttPacket.Will will = (flags & WILL) == 0 ? null : will(flags);
        String userName = (flags & USER_NAME) == 0 ? null : string();
        Secret password = (flags & PASSWORD) == 0 ? null : Secret.of(binary());
        return new MqttPacket.Connect(
                clientId, (flags & CLEAN_SESSION) != 0, keepAlive, userName, password, will);
    }

    private static void checkConnectFlags(int flags) throws MalformedPacket {
        boolean passwordAlone = (flags & PASSWORD) != 0 && (flags & USER_NAME) == 0;
        boolean willWithout = (flags & WILL) == 0 && (flags & (WILL_RETAIN | 0x18)) != 0;
        if ((flags & RESERVED) != 0 || passwordAlone || willWithout) {
            throw new MalformedPacket("CONNECT with impossible flags");
        }
    }

    private MqttPacket.Will will(int flags) throws MalformedPacket {
        Qos qos = Qos.of(flags >> 3 & 3);
        String topic = string();
        return new MqttPacket.Will(topic, ByteString.of(binary()), qos, (flags & WILL_RETAIN) != 0);
    }

    private MqttPacket connAck() throws MalformedPacket {
        int flags = unsignedByte();
        ConnectCode code = ConnectCode.of(unsignedByte());
        if (flags > 1) {
            throw new MalformedPacket("reserved flags in CONNACK");
        }
        return new MqttPacket.ConnAck(flags == 1, code);
    }

    private MqttPacket publish(int first) throws MalformedPacket {
        Qos qos = Qos.of(first >> 1 & 3);
        String topic = string();
        if (!MqttPacket.isTopic(topic)) {
            throw new MalformedPacket("PUBLISH to no topic or to several");
        }
        int packetId = qos == Qos.AT_LEAST_ONCE ? packetId() : 0;
        byte[] payload = new byte[bytes.remaining()];
        bytes.get(payload);
        return new MqttPacket.Publish(
                topic,
                ByteString.of(payload),
                qos,
                packetId,
                (first & PacketType.RETAIN) != 0,
                (first & PacketType.DUPLICATE) != 0);
    }

    private MqttPacket subscribe() throws MalformedPacket {
        int packetId = packetId();
        var subscriptions = new ArrayList<MqttPacket.Subscription>();
        do {
            String filter = filter(subscriptions.size());
            int qos = unsignedByte();
            subscriptions.add(new MqttPacket.Subscription(filter, Qos.of(qos)));
        } while (bytes.hasRemaining());
        return new MqttPacket.Subscribe(packetId, subscriptions);
    }

    private MqttPacket subAck() throws MalformedPacket {
        int packetId = packetId();
        var codes = new ArrayList<Integer>();
        do {
            int code = unsignedByte();
            if (!MqttPacket.SubAck.isCode(code) || codes.size() == MqttPacket.FILTERS_MAX) {
                throw new MalformedPacket("SUBACK with impossible codes");
            }
            codes.add(code);
        } while (bytes.hasRemaining());
        return new MqttPacket.SubAck(packetId, codes);
    }

    private MqttPacket unsubscribe() throws MalformedPacket {
        int packetId = packetId();
        var filters = new ArrayList<String>();
        do {
            filters.add(filter(filters.size()));
        } while (bytes.hasRemaining());
        return new MqttPacket.Unsubscribe(packetId, filters);
    }

    private String filter(int before) throws MalformedPacket {
        String filter = string();
        if (filter.isEmpty()) {
            throw new MalformedPacket("an empty topic filter");
        }
        if (before == MqttPacket.FILTERS_MAX) {
            throw new MalformedPacket(
                    "more than %d topic filters".formatted(MqttPacket.FILTERS_MAX));
        }
        return filter;
    }

    private int packetId() throws MalformedPacket {
        int id = unsignedShort();
        if (id == 0) {
            throw new MalformedPacket("packet identifier 0");
        }
        return id;
    }

    private String string() throws MalformedPacket {
        ByteBuffer text = lengthPrefixed();
        try {
            String string = StandardCharsets.UTF_8.newDecoder().decode(text).toString();
            if (string.indexOf('\0') >= 0) {
                throw new MalformedPacket("a string with a zero character");
            }
            return string;
        } catch (CharacterCodingException _) {
            throw new MalformedPacket("a string that is not UTF-8");
        }
    }

    private byte[] binary() throws MalformedPacket {
        ByteBuffer content = lengthPrefixed();
        byte[] copy = new byte[content.remaining()];
        content.get(copy);
        return copy;
    }

    private ByteBuffer lengthPrefixed() throws MalformedPacket {
        int length = unsignedShort();
        require(length);
        ByteBuffer slice = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return slice;
    }

    private int unsignedByte() throws MalformedPacket {
        require(1);
        return bytes.get() & 0xff;
    }

    private int unsignedShort() throws MalformedPacket {
        require(2);
        return bytes.getShort() & 0xffff;
    }

    private void require(int count) throws MalformedPacket {
        if (bytes.remaining() < count) {
            throw new MalformedPacket("a packet that ends before its content does");
        }
    }
}
