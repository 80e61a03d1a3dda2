package berth.endpoint.service;

import berth.wire.uri.PercentEncoding;

import java.util.Optional;

/// Parameters behind the question mark of a request.
final class QueryText {
    private QueryText() {}

    /// The first parameter of that name, compared without case, decoded; empty also where it has no
    /// text or cannot be decoded.
    static Optional<String> first(String query, String name) {
        for (var parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0 && parameter.substring(0, equals).equalsIgnoreCase(name)) {
                return PercentEncoding.decode(parameter.substring(equals + 1))
                        .filter(text -> !text.isEmpty());
            }
        }
        return Optional.empty();
    }
}
