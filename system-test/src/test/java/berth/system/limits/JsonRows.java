package berth.system.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The limits of documents. The connection stays.
final class JsonRows {
    private static final int KIB = 1024;

    private JsonRows() {}

    static Stream<Row> rows() {
        return Stream.of(
                device("JSON nested 32 deep", 400, nested(31), nested(32)),
                device("JSON object of 1,000 members", 400, members(1_000), members(1_001)),
                device("JSON number of 40 digits", 400, "1".repeat(40), "1".repeat(41)),
                device("JSON names once", 400, "{\"a\":1,\"b\":1}", "{\"a\":1,\"a\":1}"),
                device("registration payload of 96 KB", 413, text(96 * KIB), text(96 * KIB + 1)),
                new Row(
                        "JSON string of 96 KB",
                        house -> query(house, text(96 * KIB + 2), 200),
                        house -> query(house, text(96 * KIB + 3), 400)),
                twin("initial twin with tags of 8 KB", tags(8 * KIB), tags(8 * KIB + 1)),
                twin(
                        "initial twin with desired properties of 32 KB",
                        desired(32 * KIB),
                        desired(32 * KIB + 1)),
                twin("initial twin nested 10 deep", tagsNested(10), tagsNested(11)));
    }

    private static Row device(String name, int status, String at, String over) {
        return new Row(
                name, house -> register(house, at, 202), house -> register(house, over, status));
    }

    private static void register(House house, String payload, int status) throws IOException {
        try (var talk = new HttpTalk(house.plug().tls(house.httpsPort()))) {
            var headers = Map.of("Authorization", house.token("json-row"));
            var target = HttpsDevice.target(house.scope(), "json-row", "register");
            var reply =
                    talk.ask(
                            "PUT",
                            target,
                            headers,
                            "{\"registrationId\":\"json-row\",\"payload\":%s}".formatted(payload));
            assertThat(reply.status()).as(reply.body()).isEqualTo(status);
            var next = talk.ask("PUT", target, headers, HttpsDevice.registration("json-row"));
            assertThat(next.status()).as("the next one on this connection").isEqualTo(202);
        }
    }

    private static Row twin(String name, String at, String over) {
        return new Row(
                name,
                house -> operator(house, "\"initialTwin\":" + at, 200),
                house -> operator(house, "\"initialTwin\":" + over, 400));
    }

    private static void operator(House house, String member, int status) throws IOException {
        var individual =
                """
                {"registrationId": "json-row-twin", "attestation": {"type": "symmetricKey"}%s}\
                """;
        try (var talk = new HttpTalk(house.plug().tls(house.httpsPort()))) {
            var path = "/enrollments/json-row-twin";
            var reply = house.operate(talk, "PUT", path, individual.formatted("," + member));
            assertThat(reply.status()).as(reply.body()).isEqualTo(status);
            house.operate(talk, "DELETE", path, "");
            var next = house.operate(talk, "PUT", path, individual.formatted(""));
            assertThat(next.status()).as("the next one on this connection").isEqualTo(200);
            assertThat(house.operate(talk, "DELETE", path, "").status()).isEqualTo(204);
        }
    }

    private static void query(House house, String more, int status) throws IOException {
        var query = "{\"query\":\"SELECT *\",\"unknown\":%s}".formatted(more);
        var reply = house.operate("POST", "/enrollmentGroups/query", query);
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    private static String members(int count) {
        return IntStream.range(0, count)
                .mapToObj("\"m%d\":1"::formatted)
                .collect(Collectors.joining(",", "{", "}"));
    }

    /// A string of so many bytes, its quotes included.
    private static String text(int bytes) {
        return "\"%s\"".formatted("x".repeat(bytes - 2));
    }

    private static String tags(int bytes) {
        return "{\"tags\":%s}".formatted(sized(bytes));
    }

    private static String desired(int bytes) {
        return "{\"properties\":{\"desired\":%s}}".formatted(sized(bytes));
    }

    /// Properties of so many bytes as a hub counts them: names and texts.
    private static String sized(int bytes) {
        int strings = 10;
        int fixed = strings * "s0".length();
        int each = (bytes - fixed) / strings;
        int odd = bytes - fixed - each * strings;
        return IntStream.range(0, strings)
                .mapToObj(
                        i -> "\"s%d\":\"%s\"".formatted(i, "x".repeat(i == 0 ? each + odd : each)))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String tagsNested(int depth) {
        return "{\"tags\":%s1%s}".formatted("{\"a\":".repeat(depth), "}".repeat(depth));
    }
}
