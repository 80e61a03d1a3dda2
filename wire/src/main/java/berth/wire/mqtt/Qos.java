package berth.wire.mqtt;

/// How sure a message is to arrive. Clients may ask for all three; messages are sent at the first
/// two only, as Azure's services do.
public enum Qos {
    AT_MOST_ONCE(0),
    AT_LEAST_ONCE(1),
    EXACTLY_ONCE(2);

    private final int level;

    Qos(int level) {
        this.level = level;
    }

    /// The number on the wire.
    public int level() {
        return level;
    }

    static Qos of(int level) throws MalformedPacket {
        return switch (level) {
            case 0 -> AT_MOST_ONCE;
            case 1 -> AT_LEAST_ONCE;
            case 2 -> EXACTLY_ONCE;
            default -> throw new MalformedPacket("QoS 3");
        };
    }
}
