package berth.store.sealing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Where a sealed value stands. It opens there and nowhere else.
///
/// @param scope an ID scope or the host name of a hub: whose data key seals it
/// @param rowKey names the row within scope and table
public record SealedPlace(String scope, String table, String column, String rowKey) {
    /// Each part behind its length, so that no two places read the same.
    byte[] associatedData(byte version) {
        return lengthPrefixed(version, scope, table, column, rowKey);
    }

    static byte[] lengthPrefixed(byte version, String... parts) {
        var encoded = new byte[parts.length][];
        int length = 1;
        for (int i = 0; i < parts.length; i++) {
            encoded[i] = parts[i].getBytes(StandardCharsets.UTF_8);
            length += Integer.BYTES + encoded[i].length;
        }
        var bytes = ByteBuffer.allocate(length).put(version);
        for (var part : encoded) {
            bytes.putInt(part.length).put(part);
        }
        return bytes.array();
    }
}
