package berth.wire.mqtt;

/// Bytes that are no packet. The message is safe for the log: it never repeats the bytes, which may
/// hold a password.
final class MalformedPacket extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedPacket(String problem) {
        // Strangers can cause as many as they like: no stack trace.
        super(problem, null, false, false);
    }
}
