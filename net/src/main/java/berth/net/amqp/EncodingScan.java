package berth.net.amqp;

import java.nio.ByteBuffer;

/// Walks over encoded values before a decoder builds anything of them: sizes lie within each other,
/// every entry that is counted takes at least one byte, and neither nesting nor counts pass the
/// limits. So a decoder's memory is bounded by the bytes it is given.
///
/// ```text
/// 0x00 descriptor value     described; the descriptor is a ulong or a symbol
/// 0x4x                      no data        0x5x … 0x9x   1, 2, 4, 8, 16 bytes
/// 0xax size8 data           0xbx size32 data
/// 0xcx size8 count8 …       0xdx size32 count32 …        list, map
/// 0xex size8 count8 …       0xfx size32 count32 …        array: one constructor, then bare values
/// ```
///
/// Source: AMQP 1.0, sections 1.2 and 1.6; reliability section 10.
final class EncodingScan {
    private static final int DESCRIBED = 0x00;

    /// The encodings there are.
    private static final String PRIMITIVES =
            "404142434445"
                    + "50515253545556"
                    + "6061"
                    + "7071727374"
                    + "8081828384"
                    + "9498"
                    + "a0a1a3"
                    + "b0b1b3"
                    + "c0c1"
                    + "d0d1"
                    + "e0f0";

    private static final boolean[] KNOWN = known();

    private final ByteBuffer bytes;
    private final AmqpLimits limits;
    private int at;

    private EncodingScan(ByteBuffer bytes, int from, AmqpLimits limits) {
        this.bytes = bytes;
        this.at = from;
        this.limits = limits;
    }

    private static boolean[] known() {
        var known = new boolean[256];
        for (int at = 0; at < PRIMITIVES.length(); at += 2) {
            known[Integer.parseInt(PRIMITIVES, at, at + 2, 16)] = true;
        }
        return known;
    }

    /// Where the value at `from` ends; its bytes go up to the buffer's limit at most.
    static int end(ByteBuffer bytes, int from, AmqpLimits limits) throws AmqpViolation {
        var scan = new EncodingScan(bytes, from, limits);
        scan.value(bytes.limit(), 0);
        return scan.at;
    }

    private void value(int limit, int depth) throws AmqpViolation {
        int code = octet(limit);
        if (code == DESCRIBED) {
            descriptor(limit);
            primitive(octet(limit), limit, deeper(depth));
        } else {
            primitive(code, limit, depth);
        }
    }

    private void descriptor(int limit) throws AmqpViolation {
        int code = octet(limit);
        switch (code) {
            case 0x44, 0x53, 0x80, 0xa3, 0xb3 -> primitive(code, limit, 0);
            default -> throw malformed("a descriptor is neither a number nor a symbol");
        }
    }

    private void primitive(int code, int limit, int depth) throws AmqpViolation {
        if (!KNOWN[code]) {
            throw malformed("an unknown encoding");
        }
        switch (code >>> 4) {
            case 0x4 -> {
                // No data.
            }
            case 0x5, 0x6, 0x7, 0x8, 0x9 -> skip(1 << ((code >>> 4) - 5), limit);
            case 0xa, 0xb -> skip(length(code, limit), limit);
            case 0xc, 0xd -> compound(code, limit, deeper(depth));
            default -> array(code, limit, deeper(depth));
        }
    }

    private void compound(int code, int limit, int depth) throws AmqpViolation {
        int end = endOfSized(code, limit);
        int count = count(code, end);
        if ((code & 0xf) == 1 && count % 2 != 0) {
            throw malformed("a map with a key and no value");
        }
        // A map's entry is a key and a value.
        if (count > limits.entriesMax() * ((code & 0xf) + 1)) {
            throw new AmqpViolation(AmqpViolation.DECODING, "too many entries");
        }
        for (int entry = 0; entry < count; entry++) {
            value(end, depth);
        }
        requireEnd(end);
    }

    private void array(int code, int limit, int depth) throws AmqpViolation {
        int end = endOfSized(code, limit);
        int count = count(code, end);
        if (count > limits.entriesMax()) {
            throw new AmqpViolation(AmqpViolation.DECODING, "too many entries");
        }
        int element = octet(end);
        int within = depth;
        if (element == DESCRIBED) {
            descriptor(end);
            element = octet(end);
            within = deeper(depth);
        }
        if (element >>> 4 == 4 && count > 0) {
            throw malformed("an array whose elements take no bytes");
        }
        for (int entry = 0; entry < count; entry++) {
            primitive(element, end, within);
        }
        requireEnd(end);
    }

    private int endOfSized(int code, int limit) throws AmqpViolation {
        int size = length(code, limit);
        if (size > limit - at) {
            throw malformed("a value is longer than what holds it");
        }
        return at + size;
    }

    private int count(int code, int end) throws AmqpViolation {
        int count = length(code, end);
        if (count > end - at) {
            throw malformed("more entries than bytes");
        }
        return count;
    }

    /// One byte or four, by the parity of the encoding's family.
    private int length(int code, int limit) throws AmqpViolation {
        if ((code >>> 4) % 2 == 0) {
            return octet(limit);
        }
        int from = at;
        skip(Integer.BYTES, limit);
        int length = bytes.getInt(from);
        if (length < 0) {
            throw malformed("a length beyond all limits");
        }
        return length;
    }

    private int octet(int limit) throws AmqpViolation {
        int from = at;
        skip(1, limit);
        return bytes.get(from) & 0xff;
    }

    private void skip(int count, int limit) throws AmqpViolation {
        if (count > limit - at) {
            throw malformed("a value is longer than what holds it");
        }
        at += count;
    }

    private void requireEnd(int end) throws AmqpViolation {
        if (at != end) {
            throw malformed("bytes are left over in a value");
        }
    }

    private int deeper(int depth) throws AmqpViolation {
        if (depth == limits.nestingMax()) {
            throw new AmqpViolation(AmqpViolation.DECODING, "nested too deeply");
        }
        return depth + 1;
    }

    private static AmqpViolation malformed(String what) {
        return new AmqpViolation(AmqpViolation.DECODING, what);
    }
}
