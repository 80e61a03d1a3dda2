package berth.net.websocket;

import static berth.testkit.fuzz.Oracle.allocatesAtMost;
import static berth.testkit.fuzz.Oracle.holds;

import berth.net.link.FakeLink;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Feeds bytes to the reader of frames: it hands on no more than came in, breaks off with a
/// declared code and for good, and does not care how the bytes were cut. And what our own writer
/// writes, with the mask of a client put on, is read as it was.
///
/// The first byte of the input is the length of the pieces; 0 counts as 256.
public final class WebSocketFuzz {
    private static final int MESSAGE_BYTES_MAX = 1_000;
    private static final long ALLOWANCE = 64 * 1024;

    /// One byte of payload alone in a frame, handed on by itself.
    private static final long ALLOWANCE_PER_BYTE = 256;

    private static final Set<Integer> CODES =
            Set.of(FrameReader.PROTOCOL_ERROR, FrameReader.UNACCEPTABLE, FrameReader.TOO_BIG);

    private WebSocketFuzz() {}

    /// @throws AssertionError when a promise is broken
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        int piece = data[0] == 0 ? 256 : data[0] & 0xff;
        var frames = Arrays.copyOfRange(data, 1, data.length);
        allocatesAtMost(
                ALLOWANCE + ALLOWANCE_PER_BYTE * data.length,
                () -> read(frames, frames.length + 1, MESSAGE_BYTES_MAX));
        var whole = read(frames, frames.length + 1, MESSAGE_BYTES_MAX);
        var cut = read(frames, piece, MESSAGE_BYTES_MAX);
        holds(cut.told().equals(whole.told()), "cut it is another");
        holds(
                Arrays.equals(cut.payload.toByteArray(), whole.payload.toByteArray()),
                "cut it has another payload");
        holds(whole.payload.size() <= frames.length, "more payload than bytes");
        checkRoundTrip(frames, piece);
    }

    /// One message for each piece, through [WebSocketLink] and a client's mask.
    private static void checkRoundTrip(byte[] payload, int piece) {
        var beneath = new FakeLink();
        var link = new WebSocketLink(beneath, MESSAGE_BYTES_MAX);
        var masked = new ByteArrayOutputStream();
        for (int from = 0; from < payload.length; from += piece) {
            link.write(ByteBuffer.wrap(payload, from, Math.min(piece, payload.length - from)));
            masked.writeBytes(
                    masked(beneath.written().getBytes(StandardCharsets.ISO_8859_1), from));
        }
        var again = read(masked.toByteArray(), piece, MESSAGE_BYTES_MAX);
        holds(
                again.told().isEmpty() && Arrays.equals(again.payload.toByteArray(), payload),
                "written and read, it is another");
    }

    /// Turns a server's frame into a client's: the mask bit, a key, the payload under it.
    private static byte[] masked(byte[] frame, int key) {
        int length = frame[1] & 0x7f;
        int header = length < 126 ? 2 : length == 126 ? 4 : 10;
        var masked = ByteBuffer.allocate(frame.length + 4);
        masked.put(frame, 0, header).putInt(key * 0x01234567);
        masked.put(1, (byte) (frame[1] | 0x80));
        for (int i = header; i < frame.length; i++) {
            masked.put((byte) (frame[i] ^ masked.get(header + ((i - header) & 3))));
        }
        return masked.array();
    }

    private static Told read(byte[] bytes, int piece, int messageBytesMax) {
        var told = new Told();
        var reader = new FrameReader(messageBytesMax, told);
        for (int from = 0; from < bytes.length; from += piece) {
            reader.take(ByteBuffer.wrap(bytes, from, Math.min(piece, bytes.length - from)));
        }
        return told;
    }

    /// What the reader told.
    private static final class Told implements FrameReader.Sink {
        private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
        private final StringBuilder events = new StringBuilder();
        private boolean over;

        /// All but the payload, which may come in any pieces.
        String told() {
            return events.toString();
        }

        @Override
        public void payload(ByteBuffer bytes) {
            goesOn();
            holds(bytes.hasRemaining(), "nothing was handed on");
            payload.writeBytes(rest(bytes));
        }

        @Override
        public void ping(ByteBuffer bytes) {
            goesOn();
            holds(bytes.remaining() <= 125, "a ping that is too long");
            events.append("ping ").append(payload.size()).append(List.of(rest(bytes).length));
        }

        @Override
        public void closing() {
            goesOn();
            over = true;
            events.append("closing");
        }

        @Override
        public void broken(int code) {
            goesOn();
            holds(CODES.contains(code), "an undeclared code: " + code);
            over = true;
            events.append("broken ").append(code);
        }

        private void goesOn() {
            holds(!over, "told something after the end");
        }

        private static byte[] rest(ByteBuffer bytes) {
            var rest = new byte[bytes.remaining()];
            bytes.duplicate().get(rest);
            return rest;
        }
    }
}
