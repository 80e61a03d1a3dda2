package berth.endpoint.service;

import static berth.testkit.fuzz.Oracle.allocatesAtMost;
import static berth.testkit.fuzz.Oracle.holds;

import berth.core.id.ByteString;
import berth.wire.json.BadDocument;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;
import berth.wire.json.QueryJson;
import berth.wire.uri.PercentEncoding;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Feeds text to everything that reads the target of a service request and what it queries: path,
/// parameters, query document, continuation. Nothing is thrown but what is declared, nothing comes
/// out that was not put in, and no token opens a listing that did not issue it.
public final class QueryFuzz {
    private static final long ALLOWANCE = 256 * 1024;
    private static final long ALLOWANCE_PER_BYTE = 512;
    private static final int KEY_CHARS_MAX = 256;

    private static final List<String> METHODS =
            List.of("GET", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "get");
    private static final List<String> NAMES = List.of("state", "from", "to", "api-version");

    private static final Continuations.Listing LISTING =
            new Continuations.Listing(
                    new TestHouse().instance, ServiceOperation.QUERY_REGISTRATIONS, "line", "*");

    private QueryFuzz() {}

    /// @throws AssertionError when a promise is broken
    public static void fuzzerTestOneInput(byte[] data) {
        // The listener has decoded the head so.
        var text = new String(data, StandardCharsets.ISO_8859_1);
        allocatesAtMost(ALLOWANCE + ALLOWANCE_PER_BYTE * data.length, () -> readAll(data, text));
        checkPercentEncoding(text);
        for (var name : NAMES) {
            QueryText.first(text, name).ifPresent(value -> checkParameter(name, value));
        }
        holds(Continuations.open(LISTING, text).isEmpty(), "it forged a continuation");
        var after = text.substring(0, Math.min(text.length(), KEY_CHARS_MAX));
        holds(
                Continuations.open(LISTING, Continuations.issue(LISTING, after))
                        .filter(after::equals)
                        .isPresent(),
                "a continuation that leads elsewhere");
    }

    private static void readAll(byte[] data, String text) {
        ApiVersions.spoken(text);
        for (var name : NAMES) {
            QueryText.first(text, name);
        }
        int mark = text.indexOf('?');
        var path = mark < 0 ? text : text.substring(0, mark);
        METHODS.forEach(method -> check(ServiceRoutes.route(method, path), path));
        Continuations.open(LISTING, text);
        try {
            QueryJson.read(JsonText.parse(ByteString.of(data), JsonLimits.DEFAULT));
        } catch (MalformedJson | BadDocument e) {
            holds(String.valueOf(e.getMessage()).length() < 1_000, "a refusal that quotes");
        }
    }

    private static void check(ServiceRoutes.Route route, String path) {
        switch (route) {
            case ServiceRoutes.Route.Found(_, String id, String decoded) -> {
                holds(decoded.startsWith("/") && decoded.contains(id), "an ID from elsewhere");
                holds(!id.isEmpty() || !path.contains("%"), "an ID was decoded to nothing");
            }
            case ServiceRoutes.Route.WrongMethod _, ServiceRoutes.Route.Unknown _ -> {}
        }
    }

    private static void checkParameter(String name, String value) {
        holds(!value.isEmpty(), "an empty parameter was found");
        var query = "x=1&" + name + "=" + PercentEncoding.encode(value);
        holds(
                QueryText.first(query, name).filter(value::equals).isPresent(),
                "written and read, it is another: " + value);
    }

    private static void checkPercentEncoding(String text) {
        holds(
                PercentEncoding.decode(PercentEncoding.encode(text))
                        .filter(text::equals)
                        .isPresent(),
                "encoded and decoded, it is another");
        PercentEncoding.decode(text)
                .ifPresent(
                        decoded ->
                                holds(
                                        PercentEncoding.decodeLeniently(text)
                                                .filter(decoded::equals)
                                                .isPresent(),
                                        "the lenient reader reads something else"));
    }
}
