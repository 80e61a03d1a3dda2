package berth.hub.amqp;

import berth.core.id.ByteString;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/// A lock token as a delivery tag: the 16 bytes of which .NET makes a GUID, the first three groups
/// with their low byte first. Source: iot-hub-protocol, sections 3.5 and 12 (V14).
final class LockTag {
    private LockTag() {}

    static ByteString of(UUID lock) {
        long high = lock.getMostSignificantBits();
        var bytes =
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt((int) (high >>> 32))
                        .putShort((short) (high >>> 16))
                        .putShort((short) high)
                        .order(ByteOrder.BIG_ENDIAN)
                        .putLong(lock.getLeastSignificantBits());
        return ByteString.of(bytes.array());
    }
}
