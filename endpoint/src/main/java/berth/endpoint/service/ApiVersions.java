package berth.endpoint.service;

import berth.wire.uri.PercentEncoding;

import java.util.Set;

/// The versions of the service API that are spoken. One handler serves them all: between them
/// nothing differs that a shipped client can see.
///
/// Source: dps-service-api, section 0.1.
final class ApiVersions {
    private static final Set<String> SPOKEN =
            Set.of(
                    "2018-04-01",
                    "2018-09-01-preview",
                    "2018-11-01",
                    "2019-03-31",
                    "2021-06-01",
                    "2021-10-01",
                    "2021-11-01-preview",
                    "2025-07-01-preview",
                    "2026-07-01-preview",
                    "2026-11-01");

    private ApiVersions() {}

    /// Whether the query names exactly one version and it is one of ours.
    static boolean spoken(String query) {
        int found = 0;
        for (var parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0 && parameter.substring(0, equals).equalsIgnoreCase("api-version")) {
                found++;
                var version = PercentEncoding.decode(parameter.substring(equals + 1));
                if (version.filter(SPOKEN::contains).isEmpty()) {
                    return false;
                }
            }
        }
        return found == 1;
    }
}
