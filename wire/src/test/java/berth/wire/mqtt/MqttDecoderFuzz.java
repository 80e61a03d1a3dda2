package berth.wire.mqtt;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;

/// Feeds bytes to a reader and holds it to its word: nothing but the declared outcomes, memory in
/// proportion to what came in, and packets that survive being written and read again.
///
/// The first byte of the input says how the rest is cut; 0 is not at all.
final class MqttDecoderFuzz {
    private static final int PACKET_BYTES_MAX = 128 * 1024;

    /// Objects for the smallest input, and how many bytes of ours one byte of theirs may cost.
    private static final long ALLOWANCE = 64 * 1024;

    private static final long ALLOWANCE_PER_BYTE = 64;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private MqttDecoderFuzz() {}

    /// @throws AssertionError when the reader breaks its word
    static void fuzz(byte[] input) {
        if (input.length == 0) {
            return;
        }
        var reader = new MqttReader(PACKET_BYTES_MAX);
        int size = input[0] == 0 ? input.length : input[0] & 0xff;
        for (int at = 1; at < input.length; at += size) {
            var piece = ByteBuffer.wrap(input, at, Math.min(size, input.length - at));
            if (!readAll(reader, piece, input.length)) {
                return;
            }
        }
    }

    /// @return whether there is a way to go on
    private static boolean readAll(MqttReader reader, ByteBuffer piece, int inputLength) {
        while (true) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            MqttRead read = reader.next(piece);
            long cost = THREADS.getCurrentThreadAllocatedBytes() - before;
            require(cost < ALLOWANCE + ALLOWANCE_PER_BYTE * inputLength, "it cost " + cost);
            switch (read) {
                case MqttRead.Complete(MqttPacket packet) -> checkRoundTrip(packet);
                case MqttRead.Incomplete() -> {
                    require(!piece.hasRemaining(), "bytes were left");
                    return true;
                }
                case MqttRead.Broken(String reason) -> {
                    require(reader.next(piece) instanceof MqttRead.Broken, "it healed");
                    require(!reason.isBlank(), "it does not say why");
                    return false;
                }
            }
        }
    }

    private static void checkRoundTrip(MqttPacket packet) {
        ByteBuffer written = MqttWriter.bytes(packet);
        MqttRead again = new MqttReader(Integer.MAX_VALUE).next(written);
        require(
                again instanceof MqttRead.Complete(MqttPacket same) && same.equals(packet),
                "not the same again: " + packet);
        require(!written.hasRemaining(), "bytes were written that nobody reads");
    }

    private static void require(boolean held, String otherwise) {
        if (!held) {
            throw new AssertionError(otherwise);
        }
    }
}
