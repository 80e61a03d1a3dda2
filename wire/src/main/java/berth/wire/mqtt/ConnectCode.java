package berth.wire.mqtt;

/// What a server says to a CONNECT. Source: MQTT 3.1.1, section 3.2.2.3.
public enum ConnectCode {
    ACCEPTED(0),
    UNACCEPTABLE_PROTOCOL(1),
    IDENTIFIER_REJECTED(2),
    SERVER_UNAVAILABLE(3),
    BAD_CREDENTIALS(4),
    NOT_AUTHORIZED(5);

    private final int number;

    ConnectCode(int number) {
        this.number = number;
    }

    /// The number on the wire.
    public int number() {
        return number;
    }

    static ConnectCode of(int number) throws MalformedPacket {
        return switch (number) {
            case 0 -> ACCEPTED;
            case 1 -> UNACCEPTABLE_PROTOCOL;
            case 2 -> IDENTIFIER_REJECTED;
            case 3 -> SERVER_UNAVAILABLE;
            case 4 -> BAD_CREDENTIALS;
            case 5 -> NOT_AUTHORIZED;
            default -> throw new MalformedPacket("reserved CONNACK code");
        };
    }
}
