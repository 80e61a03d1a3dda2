package berth.net.amqp;

/// A number without a sign, of one of the widths AMQP knows.
///
/// @param bits of the width, the others zero; as a number for all but the upper half of LONG
public record Unsigned(Width width, long bits) {
    /// How many bits.
    public enum Width {
        BYTE(8),
        SHORT(16),
        INT(32),
        LONG(64);

        private final int bits;

        Width(int bits) {
            this.bits = bits;
        }
    }

    public Unsigned {
        if (width != Width.LONG && bits >>> width.bits != 0) {
            throw new IllegalArgumentException(bits + " does not fit " + width);
        }
    }

    public static Unsigned ofByte(int value) {
        return new Unsigned(Width.BYTE, value);
    }

    public static Unsigned ofInt(long value) {
        return new Unsigned(Width.INT, value);
    }

    public static Unsigned ofLong(long value) {
        return new Unsigned(Width.LONG, value);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(bits);
    }
}
