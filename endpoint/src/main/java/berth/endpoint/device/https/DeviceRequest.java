package berth.endpoint.device.https;

import berth.core.attestation.Evidence;
import berth.endpoint.device.ApiVersion;
import berth.endpoint.device.DeviceEvidence;
import berth.net.http.HttpRequest;
import berth.wire.uri.PercentEncoding;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Reads from a request what does not depend on its route.
final class DeviceRequest {
    private DeviceRequest() {}

    /// The version in the query; empty when it is missing, malformed or there twice. Everything
    /// else in the query is ignored: `forceRegistration` changes nothing any more.
    static Optional<ApiVersion> apiVersion(String query) {
        var versions =
                Arrays.stream(query.split("&", -1))
                        .filter(pair -> pair.startsWith("api-version="))
                        .map(pair -> pair.substring(pair.indexOf('=') + 1))
                        .toList();
        return versions.size() == 1
                ? PercentEncoding.decode(versions.getFirst()).flatMap(ApiVersion::parse)
                : Optional.empty();
    }

    /// Whether the body, if there is one, is JSON in UTF-8, as far as the header says. No header
    /// counts as JSON.
    static boolean acceptableContent(HttpRequest request) {
        var header = request.headers().first("Content-Type").orElse("").strip();
        if (request.body().isEmpty() || header.isEmpty()) {
            return true;
        }
        var parts = header.toLowerCase(Locale.ROOT).split(";", -1);
        return parts[0].strip().equals("application/json")
                && Arrays.stream(parts)
                        .skip(1)
                        .map(part -> part.replace("\"", "").strip())
                        .filter(part -> part.startsWith("charset="))
                        .allMatch(part -> part.equals("charset=utf-8"));
    }

    /// What came with this very request.
    static Evidence evidence(HttpRequest request) {
        return DeviceEvidence.of(
                request.headers().first("Authorization").orElse(null),
                request.peer().certificates());
    }
}
