package berth.net.amqp;

import berth.core.id.ByteString;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// Values to bytes, each in its shortest encoding. Source: AMQP 1.0, section 1.6.
final class ValueWriter {
    /// What a text is: application properties are named by strings, annotations by symbols.
    enum Text {
        STRING(0xa1),
        SYMBOL(0xa3);

        private final int code;

        Text(int code) {
            this.code = code;
        }
    }

    /// A text that is to be written as a symbol.
    record Symbol(String text) {}

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    boolean isEmpty() {
        return out.size() == 0;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    /// The descriptor of what comes next.
    void described(int code) {
        out.write(0);
        out.write(0x53);
        out.write(code);
    }

    /// @param value null, or of a simple type, see [AmqpMessage], or a [Symbol], or a map with
    ///   texts for keys, or a list of texts, which becomes an array
    void value(@Nullable Object value) {
        switch (value) {
            case null -> out.write(0x40);
            case Boolean truth -> out.write(truth ? 0x41 : 0x42);
            case String text -> text(text, Text.STRING);
            case Symbol(var text) -> text(text, Text.SYMBOL);
            case ByteString data -> variable(0xa0, data.toByteArray());
            case Integer number -> small(0x54, 0x71, number, Integer.BYTES);
            case Long number -> small(0x55, 0x81, number, Long.BYTES);
            case Unsigned number -> unsigned(number);
            case UUID uuid -> {
                fixed(0x98, uuid.getMostSignificantBits(), Long.BYTES);
                number(uuid.getLeastSignificantBits(), Long.BYTES);
            }
            case Instant time -> fixed(0x83, time.toEpochMilli(), Long.BYTES);
            case Byte number -> fixed(0x51, number, Byte.BYTES);
            case Short number -> fixed(0x61, number, Short.BYTES);
            case Float number -> fixed(0x72, Float.floatToRawIntBits(number), Integer.BYTES);
            case Double number -> fixed(0x82, Double.doubleToRawLongBits(number), Long.BYTES);
            case Character character -> fixed(0x73, character, Integer.BYTES);
            case Map<?, ?> entries -> map(named(entries), Text.STRING);
            case List<?> texts -> array(texts);
            default -> throw new IllegalArgumentException("no simple type: " + value.getClass());
        }
    }

    private void unsigned(Unsigned number) {
        long bits = number.bits();
        boolean small = bits >>> 8 == 0;
        switch (number.width()) {
            case BYTE -> fixed(0x50, bits, Byte.BYTES);
            case SHORT -> fixed(0x60, bits, Short.BYTES);
            case INT -> fixedOrZero(0x43, small ? 0x52 : 0x70, bits, small ? 1 : Integer.BYTES);
            case LONG -> fixedOrZero(0x44, small ? 0x53 : 0x80, bits, small ? 1 : Long.BYTES);
        }
    }

    private void fixedOrZero(int zero, int code, long bits, int width) {
        if (bits == 0) {
            out.write(zero);
        } else {
            fixed(code, bits, width);
        }
    }

    private void small(int small, int full, long number, int width) {
        boolean fits = number == (byte) number;
        fixed(fits ? small : full, number, fits ? 1 : width);
    }

    private void fixed(int code, long bits, int width) {
        out.write(code);
        number(bits, width);
    }

    private void number(long bits, int width) {
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
            out.write((int) (bits >>> shift));
        }
    }

    void text(String text, Text kind) {
        variable(kind.code, text.getBytes(StandardCharsets.UTF_8));
    }

    private void variable(int code, byte[] content) {
        boolean small = content.length < 256;
        fixed(small ? code : code + 0x10, content.length, small ? 1 : Integer.BYTES);
        out.writeBytes(content);
    }

    /// A list; nulls at its end are not written.
    void list(List<@Nullable Object> values) {
        int count = values.size();
        while (count > 0 && values.get(count - 1) == null) {
            count--;
        }
        if (count == 0) {
            out.write(0x45);
            return;
        }
        var content = new ValueWriter();
        values.subList(0, count).forEach(content::value);
        compound(0xc0, count, content.bytes());
    }

    /// A map, in the order of its keys.
    void map(Map<String, Object> entries, Text keys) {
        var content = new ValueWriter();
        new TreeMap<>(entries)
                .forEach(
                        (key, value) -> {
                            content.text(key, keys);
                            content.value(value);
                        });
        compound(0xc1, 2 * entries.size(), content.bytes());
    }

    private static Map<String, Object> named(Map<?, ?> entries) {
        var named = new TreeMap<String, Object>();
        entries.forEach((key, value) -> named.put((String) key, value));
        return named;
    }

    /// Texts of one encoding, whose constructor stands once. Source: AMQP 1.0, section 1.6.24.
    private void array(List<?> texts) {
        var content = new ValueWriter();
        content.out.write(0xb1);
        for (Object text : texts) {
            byte[] bytes = ((String) text).getBytes(StandardCharsets.UTF_8);
            content.number(bytes.length, Integer.BYTES);
            content.out.writeBytes(bytes);
        }
        fixed(0xf0, content.out.size() + Integer.BYTES, Integer.BYTES);
        number(texts.size(), Integer.BYTES);
        out.writeBytes(content.bytes());
    }

    private void compound(int code, int count, byte[] content) {
        boolean small = content.length < 255 && count < 256;
        int width = small ? 1 : Integer.BYTES;
        fixed(small ? code : code + 0x10, content.length + width, width);
        number(count, width);
        out.writeBytes(content);
    }
}
