package berth.testkit.http;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// A request as it reached a scripted server.
///
/// @param target path and query
/// @param headers by lower-case name
public record ReceivedRequest(
        String method, String target, Map<String, String> headers, String body) {
    public ReceivedRequest {
        headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    }
}
