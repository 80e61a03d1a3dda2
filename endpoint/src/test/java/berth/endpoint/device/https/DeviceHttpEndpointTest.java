package berth.endpoint.device.https;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.ByteString;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.endpoint.device.ScriptedCore;
import berth.net.Peer;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpReply;
import berth.net.http.HttpRequest;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;

/// What the golden wire files cannot say well.
class DeviceHttpEndpointTest {
    private static final String REGISTER = "/0neABCDEF01/registrations/dev-01/register";

    private static DeviceHttpEndpoint endpoint(ScriptedCore core) {
        var answers = ScriptedCore.answers(new Random(5));
        return new DeviceHttpEndpoint(ScriptedCore.operations(() -> core, answers), answers);
    }

    private static HttpRequest put(String path, String query, String host, String body) {
        return new HttpRequest(
                "PUT",
                path,
                query,
                host,
                HttpHeaders.NONE,
                ByteString.of(body.getBytes(StandardCharsets.UTF_8)),
                new Peer("192.0.2.7", List.of(), null, "192.0.2.1"));
    }

    private static HttpReply register(String given, String path, String query, String body) {
        return endpoint(new ScriptedCore(given)).handle(put(path, query, "dps.example.com", body));
    }

    private static JsonValue member(HttpReply reply, String name) {
        try {
            var document = JsonText.parse(reply.body(), JsonLimits.DEFAULT);
            return ((JsonObject) document).member(name).orElseThrow();
        } catch (MalformedJson e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 408, 413, 414, 415, 417, 431, 500, 503})
    void theListenersRefusalsHaveTheContractsShape(int status) {
        var reply = endpoint(new ScriptedCore("accepted")).refusal(status, "/x", "");

        assertThat(reply.status()).isEqualTo(status);
        assertThat(member(reply, "errorCode"))
                .isInstanceOfSatisfying(
                        JsonNumber.class,
                        code -> assertThat(code.value().intValueExact() / 1000).isEqualTo(status));
        assertThat(member(reply, "trackingId"))
                .isEqualTo(new JsonString(reply.headers().first("x-ms-request-id").orElseThrow()));
        assertThat(member(reply, "message")).isInstanceOf(JsonString.class);
        assertThat(reply.headers().first("x-ms-error-code")).isPresent();
        assertThat(reply.headers().first("Content-Type"))
                .contains("application/json; charset=utf-8");
        assertThat(reply.headers().first("Retry-After").isPresent()).isEqualTo(status == 503);
    }

    @Test
    void aPayloadOfMoreThan96KilobytesIsTooLarge() {
        var reply =
                register(
                        "accepted",
                        REGISTER,
                        "api-version=2019-03-31",
                        "{\"payload\":\"" + "x".repeat(98_304) + "\"}");

        assertThat(reply.status()).isEqualTo(413);
        assertThat(member(reply, "errorCode")).isEqualTo(JsonNumber.of(413000));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 400",
        "api-version, 400",
        "api-version=, 400",
        "api-version=2019, 400",
        "api-version=2019-03-31-beta, 400",
        "api-version=2019-03-31&api-version=2021-06-01, 400",
        "API-VERSION=2019-03-31, 400",
        "api-version=2018-11-01, 202",
        "api-version=2099-12-31-preview, 202",
        "api%2Dversion=2019-03-31, 400",
        "api-version=2019%2D03%2D31, 202",
        "forceRegistration=true&api-version=2019-03-31&x=%zz, 202",
    })
    void anyWellFormedVersionWillDo(String query, int status) {
        assertThat(register("accepted", REGISTER, query, "").status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "",
                "/0neABCDEF01",
                "/0neABCDEF01/registrations",
                "/0neABCDEF01/registrations/dev-01/register/",
                "//0neABCDEF01/registrations/dev-01/register",
                "/0neABCDEF01/registrations/dev-01/operations/1/2",
                "/0neABCDEF01/registrations%2Fdev-01/register",
                "/0neABCDEF01/registrations/dev-01/onboarding/getDeviceUpdate"
            })
    void anUnknownPathIsNotFound(String path) {
        var reply = register("accepted", path, "api-version=2019-03-31", "");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(member(reply, "errorCode")).isEqualTo(JsonNumber.of(404000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.",
                "a%20b",
                "a%2Fb",
                "dev-%E2%84%AA",
                "%C3%A9",
                "",
                "a%00b",
                "..",
                "a%25b"
            })
    void aBadRegistrationIdIsABadArgument(String id) {
        var path = "/0neABCDEF01/registrations/" + id + "/register";

        assertThat(member(register("bug", path, "api-version=2019-03-31", ""), "errorCode"))
                .isEqualTo(JsonNumber.of(400004));
    }

    @Test
    void aRegistrationIdHasAtMost128Characters() {
        var path = "/0neABCDEF01/registrations/%s/register";

        assertThat(
                        register(
                                        "accepted",
                                        path.formatted("x".repeat(128)),
                                        "api-version=2019-03-31",
                                        "")
                                .status())
                .isEqualTo(202);
        assertThat(
                        register(
                                        "bug",
                                        path.formatted("x".repeat(129)),
                                        "api-version=2019-03-31",
                                        "")
                                .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_", "a%20b", "x%0Ay", "%E2%84%AA"})
    void aScopeThatCannotBeIsRefusedLikeAnUnknownOne(String scope) {
        var path = "/" + scope + "/registrations/dev-01/register";
        var impossible = register("bug", path, "api-version=2019-03-31", "");
        var unknown = register("refused UNAUTHORIZED", REGISTER, "api-version=2019-03-31", "");

        assertThat(impossible).isEqualTo(unknown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not a host", "evil\r\nX: y", "[::1]"})
    void aHostThatIsNoHostNameIsNotEchoed(String host) {
        var reply =
                endpoint(new ScriptedCore("accepted"))
                        .handle(put(REGISTER, "api-version=2019-03-31", host, ""));

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.headers().first("Location")).isEmpty();
    }

    @Test
    void aCrowdTurnedAwayComesBackSpread() {
        var endpoint = endpoint(new ScriptedCore("refused THROTTLED"));
        var waits = new HashSet<String>();
        for (int i = 0; i < 200; i++) {
            waits.add(
                    endpoint.handle(put(REGISTER, "api-version=2019-03-31", "", ""))
                            .headers()
                            .first("Retry-After")
                            .orElseThrow());
        }

        assertThat(waits).containsExactlyInAnyOrder("5", "6", "7", "8", "9", "10");
    }

    @Test
    void noTwoAnswersShareATrackingId() {
        var endpoint = endpoint(new ScriptedCore("accepted"));
        var ids = new HashSet<String>();
        for (int i = 0; i < 100; i++) {
            var reply = endpoint.handle(put(REGISTER, "api-version=2019-03-31", "", ""));
            ids.add(reply.headers().first("x-ms-request-id").orElseThrow());
        }

        assertThat(ids).hasSize(100);
    }

    /// Whatever the path and the query, the outcome is a reply of the contract's shape.
    @Test
    void randomRequestsAreAnswered() {
        var pieces =
                new String[] {
                    "/",
                    "0neABCDEF01",
                    "registrations",
                    "register",
                    "operations",
                    "%",
                    "%2F",
                    "dev",
                    "é",
                    " ",
                    "?",
                    "&",
                    "=",
                    "api-version",
                    "2019-03-31",
                    "\u0000",
                    "%FF",
                    ".."
                };
        for (long seed = 0; seed < 5_000; seed++) {
            var random = new Random(seed);
            var path = new StringBuilder("/");
            for (int i = random.nextInt(12); i > 0; i--) {
                path.append(pieces[random.nextInt(pieces.length)]);
            }
            var query =
                    pieces[random.nextInt(pieces.length)] + pieces[random.nextInt(pieces.length)];

            var reply = register("accepted", path.toString(), query, "{}");

            assertThat(reply.status()).as("seed %d", seed).isIn(202, 400, 401, 404, 405);
            assertThat(reply.headers().first("x-ms-request-id")).as("seed %d", seed).isPresent();
        }
    }
}
