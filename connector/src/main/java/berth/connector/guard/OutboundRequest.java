package berth.connector.guard;

import berth.core.id.ByteString;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// One HTTP request to be sent. Lengths, host and connection headers are the client's business.
///
/// @param url absolute; may carry a key in its query and is shown without it
/// @param headers in this order
public record OutboundRequest(
        String method, URI url, Map<String, String> headers, ByteString body) {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]*");
    private static final Set<String> OURS =
            Set.of(
                    "host",
                    "connection",
                    "content-length",
                    "transfer-encoding",
                    "accept-encoding",
                    "expect",
                    "upgrade",
                    "te",
                    "trailer");

    public OutboundRequest {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        if (!TOKEN.matcher(method).matches()) {
            throw new IllegalArgumentException("not an HTTP method: " + method);
        }
        headers.forEach(OutboundRequest::check);
    }

    /// A value may be a token or a signature, so the text names the header only.
    private static void check(String name, String value) {
        if (!TOKEN.matcher(name).matches()
                || OURS.contains(name.toLowerCase(Locale.ROOT))
                || !VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a header of a request: " + name);
        }
    }

    /// Without the query, the header values and the body.
    @Override
    public String toString() {
        return "%s %s (%d bytes)".formatted(method, shown(url), body.length());
    }

    /// `url` for logs: without the query, user information and fragment.
    public static String shown(URI url) {
        if (url.getHost() == null) {
            return "(a URL without a host)";
        }
        var path = url.getRawPath() == null ? "" : url.getRawPath();
        var port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return "%s://%s%s%s%s"
                .formatted(
                        url.getScheme(),
                        url.getHost(),
                        port,
                        path,
                        url.getRawQuery() == null ? "" : "?****");
    }
}
