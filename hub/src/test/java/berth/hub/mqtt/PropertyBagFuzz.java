package berth.hub.mqtt;

import static berth.testkit.fuzz.Oracle.allocatesAtMost;
import static berth.testkit.fuzz.Oracle.holds;

import berth.core.id.ByteString;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.regex.Pattern;

/// Feeds text to the reader of property bags: it reads everything, and what is written of it is
/// what stock clients can read, and reads the same again.
public final class PropertyBagFuzz {
    private static final long ALLOWANCE = 64 * 1024;
    private static final long ALLOWANCE_PER_BYTE = 256;

    /// At least one property, or nothing; no name twice is checked apart.
    private static final Pattern READABLE =
            Pattern.compile("(?:[\\w.~%-]+=[\\w.~%-]+(?:&[\\w.~%-]+=[\\w.~%-]+)*+)?");

    private PropertyBagFuzz() {}

    /// @throws AssertionError when the reader breaks its word
    public static void fuzzerTestOneInput(byte[] data) {
        var text = new String(data, StandardCharsets.UTF_8);
        allocatesAtMost(
                ALLOWANCE + ALLOWANCE_PER_BYTE * data.length, () -> PropertyBag.parse(text));
        var bag = PropertyBag.parse(text);
        var names = new HashSet<String>();
        for (var property : bag.properties()) {
            holds(!property.name().isEmpty(), "a property without a name");
            holds(names.add(property.name()), "a name twice");
        }
        var written = bag.text();
        holds(READABLE.matcher(written).matches(), "not for everybody: " + written);
        var again = PropertyBag.parse(written);
        holds(again.text().equals(written), "another bag: " + written);
        for (var property : again.properties()) {
            holds(bag.properties().contains(property), "a property that nobody gave");
        }
        var message = MessageBag.telemetry(bag, true, ByteString.EMPTY);
        holds(
                message.system().size() + message.application().size() <= names.size() + 1,
                "properties out of nothing");
    }
}
