package berth.net.amqp;

import berth.core.id.ByteString;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Values out of bytes that [EncodingScan] has passed, so lengths and counts are right and nesting
/// is bounded. Simple types as [AmqpMessage] names them; lists as [List], maps as [Map].
///
/// Source: AMQP 1.0, section 1.6.
final class ValueReader {
    /// Stands for a value of a type that nobody here reads.
    enum Unread {
        UNREAD
    }

    private final ByteBuffer bytes;

    /// Reads from the position of `bytes` on.
    ValueReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /// The next value.
    @Nullable Object next() throws AmqpViolation {
        int code = octet();
        if (code == 0) {
            next();
            next();
            return Unread.UNREAD;
        }
        return switch (code >>> 4) {
            case 0x4 -> ofNothing(code);
            case 0x5 -> ofOneByte(code);
            case 0x6, 0x7 -> ofFewBytes(code);
            case 0x8, 0x9 -> ofManyBytes(code);
            case 0xa, 0xb -> variable(code);
            case 0xc, 0xd -> (code & 0xf) == 1 ? map(code) : list(code);
            default -> {
                skip(length(code));
                yield Unread.UNREAD;
            }
        };
    }

    private static @Nullable Object ofNothing(int code) {
        return switch (code) {
            case 0x40 -> null;
            case 0x41 -> true;
            case 0x42 -> false;
            case 0x43 -> Unsigned.ofInt(0);
            case 0x44 -> Unsigned.ofLong(0);
            default -> List.of();
        };
    }

    private Object ofOneByte(int code) {
        byte value = bytes.get();
        return switch (code) {
            case 0x50 -> Unsigned.ofByte(value & 0xff);
            case 0x51 -> value;
            case 0x52 -> Unsigned.ofInt(value & 0xff);
            case 0x53 -> Unsigned.ofLong(value & 0xff);
            case 0x54 -> (int) value;
            case 0x55 -> (long) value;
            default -> value != 0;
        };
    }

    private Object ofFewBytes(int code) throws AmqpViolation {
        return switch (code) {
            case 0x60 -> new Unsigned(Unsigned.Width.SHORT, bytes.getShort() & 0xffff);
            case 0x61 -> bytes.getShort();
            case 0x70 -> Unsigned.ofInt(bytes.getInt() & 0xffff_ffffL);
            case 0x71 -> bytes.getInt();
            case 0x72 -> bytes.getFloat();
            case 0x73 -> character(bytes.getInt());
            default -> {
                skip(Integer.BYTES);
                yield Unread.UNREAD;
            }
        };
    }

    /// Java's characters are those of the first plane.
    private static Object character(int codePoint) throws AmqpViolation {
        if (!Character.isValidCodePoint(codePoint)) {
            throw new AmqpViolation(AmqpViolation.DECODING, "no message: not a character");
        }
        return Character.isBmpCodePoint(codePoint)
                ? (Object) (char) codePoint
                : Character.toString(codePoint);
    }

    private Object ofManyBytes(int code) {
        return switch (code) {
            case 0x80 -> Unsigned.ofLong(bytes.getLong());
            case 0x81 -> bytes.getLong();
            case 0x82 -> bytes.getDouble();
            case 0x83 -> Instant.ofEpochMilli(bytes.getLong());
            case 0x98 -> new UUID(bytes.getLong(), bytes.getLong());
            default -> {
                skip(code == 0x84 ? 8 : 16);
                yield Unread.UNREAD;
            }
        };
    }

    private Object variable(int code) throws AmqpViolation {
        var content = new byte[length(code)];
        bytes.get(content);
        if ((code & 0xf) == 0) {
            return ByteString.of(content);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw new AmqpViolation(AmqpViolation.DECODING, "no message: a text is not UTF-8");
        }
    }

    private List<@Nullable Object> list(int code) throws AmqpViolation {
        length(code);
        int count = length(code);
        var list = new ArrayList<@Nullable Object>();
        for (int entry = 0; entry < count; entry++) {
            list.add(next());
        }
        return list;
    }

    private Map<Object, @Nullable Object> map(int code) throws AmqpViolation {
        length(code);
        int count = length(code);
        var map = new HashMap<Object, @Nullable Object>();
        for (int entry = 0; entry < count; entry += 2) {
            Object key = next();
            map.put(key == null ? Unread.UNREAD : key, next());
        }
        return map;
    }

    /// One byte or four, by the parity of the encoding's family.
    private int length(int code) {
        return (code >>> 4) % 2 == 0 ? octet() : bytes.getInt();
    }

    private int octet() {
        return bytes.get() & 0xff;
    }

    private void skip(int count) {
        bytes.position(bytes.position() + count);
    }
}
