package berth.endpoint.device.mqtt;

import java.util.Arrays;
import java.util.Optional;

/// A query as it stands in user names and topics: `name=value` pairs with `&` between.
final class QueryText {
    private QueryText() {}

    /// The first value of this name, as it is written; what other names there are and in which
    /// order does not matter.
    static Optional<String> first(String query, String name) {
        return Arrays.stream(query.split("&", -1))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .findFirst();
    }
}
