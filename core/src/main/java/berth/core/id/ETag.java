package berth.core.id;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// The version of a record as clients see it: opaque text that changes with every write.
///
/// Ours has the form clients may look into: base64 of a quoted GUID. Source: dps-service-api,
/// section 2.5.
public record ETag(String value) {
    public ETag {
        if (value.isEmpty() || value.length() > 256) {
            throw new IllegalArgumentException("not an etag: " + value);
        }
    }

    /// A tag nobody has seen before.
    public static ETag fresh(RandomGenerator random) {
        var guid = new UUID(random.nextLong(), random.nextLong());
        var quoted = ("\"" + guid + "\"").getBytes(StandardCharsets.US_ASCII);
        return new ETag(Base64.getEncoder().encodeToString(quoted));
    }

    @Override
    public String toString() {
        return value;
    }
}
