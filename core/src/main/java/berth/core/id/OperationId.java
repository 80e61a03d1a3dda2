package berth.core.id;

import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// The name of one registration operation: 128 random bits behind a fixed-looking prefix, at most
/// 64 characters of `0-9 a-f . -`, because clients copy it unescaped into topics, URLs and small
/// buffers. Source: dps-device-protocol, section 0.4.
public record OperationId(String value) {
    private static final Pattern SYNTAX = Pattern.compile("[0-9a-f.-]{1,64}");

    public OperationId {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("not an operation ID: " + value);
        }
    }

    /// The ID of a new operation. The middle part repeats bits of the GUID: it is decoration that
    /// some logs and dashboards expect.
    public static OperationId fresh(RandomGenerator random) {
        long high = random.nextLong();
        var guid = new UUID(high, random.nextLong());
        return new OperationId("4." + HexFormat.of().toHexDigits(high) + "." + guid);
    }

    @Override
    public String toString() {
        return value;
    }
}
