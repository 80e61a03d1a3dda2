package berth.wire.mqtt;

/// What reading came to.
public sealed interface MqttRead {
    /// A packet; there may be more in the same bytes.
    record Complete(MqttPacket packet) implements MqttRead {}

    /// The bytes are used up; the rest of the packet, if any has begun, is still to come.
    record Incomplete() implements MqttRead {
        static final Incomplete INSTANCE = new Incomplete();
    }

    /// This is not MQTT, or more of it than was agreed. There is no way to go on: close.
    ///
    /// @param reason for the log; it repeats nothing of the bytes
    record Broken(String reason) implements MqttRead {}
}
