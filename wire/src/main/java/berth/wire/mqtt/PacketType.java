package berth.wire.mqtt;

/// The types of packets and what their first byte and length can be.
///
/// ```text
/// type(4) flags(4) | remaining length, 1 to 4 bytes | remaining length bytes
/// ```
///
/// Source: MQTT 3.1.1, sections 2.2.1 and 2.2.2.
enum PacketType {
    CONNECT(1, 0, 3, Integer.MAX_VALUE),
    CONNACK(2, 0, 2, 2),
    PUBLISH(3, 0, 2, Integer.MAX_VALUE),
    PUBACK(4, 0, 2, 2),
    SUBSCRIBE(8, 2, 6, Integer.MAX_VALUE),
    SUBACK(9, 0, 3, Integer.MAX_VALUE),
    UNSUBSCRIBE(10, 2, 5, Integer.MAX_VALUE),
    UNSUBACK(11, 0, 2, 2),
    PINGREQ(12, 0, 0, 0),
    PINGRESP(13, 0, 0, 0),
    DISCONNECT(14, 0, 0, 0);

    static final int DUPLICATE = 8;
    static final int RETAIN = 1;

    private final int number;
    private final int flags;
    private final int lengthMin;
    private final int lengthMax;

    PacketType(int number, int flags, int lengthMin, int lengthMax) {
        this.number = number;
        this.flags = flags;
        this.lengthMin = lengthMin;
        this.lengthMax = lengthMax;
    }

    /// The first byte of a packet of this type, which has no flags of its own.
    int firstByte() {
        return number << 4 | flags;
    }

    /// Reads the first byte of a packet, flags and all.
    static PacketType of(int firstByte) throws MalformedPacket {
        int number = firstByte >> 4;
        if (number >= 5 && number <= 7) {
            throw new MalformedPacket("a packet of QoS 2, which is not spoken");
        }
        for (var type : values()) {
            if (type.number == number) {
                type.checkFlags(firstByte & 0xf);
                return type;
            }
        }
        throw new MalformedPacket("reserved packet type");
    }

    private void checkFlags(int found) throws MalformedPacket {
        if (this != PUBLISH) {
            if (found != flags) {
                throw new MalformedPacket("reserved flags in " + this);
            }
            return;
        }
        Qos qos = Qos.of(found >> 1 & 3);
        if (qos == Qos.EXACTLY_ONCE) {
            throw new MalformedPacket("PUBLISH with QoS 2, which is not spoken");
        }
        if (qos == Qos.AT_MOST_ONCE && (found & DUPLICATE) != 0) {
            throw new MalformedPacket("PUBLISH that is a duplicate with QoS 0");
        }
    }

    void checkLength(int length) throws MalformedPacket {
        if (length < lengthMin || length > lengthMax) {
            throw new MalformedPacket("%s of %d bytes".formatted(this, length));
        }
    }
}
