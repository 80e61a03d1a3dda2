package berth.connector.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.allocation.CustomAllocationAnswer;
import berth.core.allocation.CustomAllocationAnswer.Decided;
import berth.core.allocation.CustomAllocationAnswer.Failed;
import berth.core.error.ServiceError;
import berth.core.hub.InitialTwin;
import berth.core.id.ByteString;
import berth.core.id.HubHostName;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class FunctionReplyTest {
    private static final String ASKED = "https://fn.example.net/pick?****: ";

    @Test
    void aFullReplyIsADecision() {
        assertThat(
                        judged(
                                """
                                {"IOTHUBHOSTNAME": "HUB-South.example.net",
                                 "InitialTwin": {"Tags": {"Line": "a"},
                                                 "Properties": {"Desired": {"n": 1}}},
                                 "returnData": {"assetTag": "P-1"}, "somethingElse": true}
                                """))
                .isEqualTo(
                        new Decided(
                                Questions.SOUTH,
                                new InitialTwin(
                                        new JsonObject(Map.of("Line", new JsonString("a"))),
                                        new JsonObject(Map.of("n", JsonNumber.of(1)))),
                                new JsonObject(Map.of("assetTag", new JsonString("P-1")))));
    }

    @Test
    void aFunctionMayLeaveTheHubToOthers() {
        assertThat(judged("{\"payload\": {\"a\": 1}, \"iotHubHostName\": null}"))
                .isEqualTo(new Decided(null, null, new JsonObject(Map.of("a", JsonNumber.of(1)))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "[]",
                "\"hub-north.example.net\"",
                "{",
                "{}",
                "{\"error\": \"no such asset\"}",
                "{\"iotHubHostName\": \"\"}",
                "{\"iotHubHostName\": 7}",
                "{\"iotHubHostName\": \"hub-north.example.net:443\"}",
                "{\"iotHubHostName\": \"hub-west.example.net\"}",
                "{\"iotHubHostName\": \"hub-north.example.net\", \"payload\": \"text\"}",
                "{\"iotHubHostName\": \"hub-north.example.net\", \"returnData\": [1]}",
                "{\"iotHubHostName\": \"hub-north.example.net\", \"initialTwin\": \"x\"}",
                "{\"iotHubHostName\": \"hub-north.example.net\", \"initialTwin\": {\"tags\": []}}",
                "{\"iotHubHostName\": \"hub-north.example.net\", \"initialTwin\":"
                        + " {\"properties\": 1}}",
                "{\"iotHubHostName\": \"hub-north.example.net\", \"initialTwin\":"
                        + " {\"tags\": {\"a.b\": 1}}}"
            })
    void aReplyThatBreaksTheContractIsNoDecision(String body) {
        assertThat(judged(body))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.error())
                                    .isEqualTo(ServiceError.CUSTOM_ALLOCATION_FAILED);
                            assertThat(failed.message()).startsWith("Custom allocation failed: ");
                            assertThat(failed.reason()).startsWith(ASKED);
                            assertThat(failed.transientTrouble()).isFalse();
                        });
    }

    @Test
    void theTwinIsHeldToTheHubsLimits() {
        var tags =
                "{\"iotHubHostName\": \"hub-north.example.net\", \"initialTwin\": {\"tags\":"
                        + " {%s}}}";
        var big = "\"k%d\": \"" + "x".repeat(4000) + "\"";

        assertThat(judged(tags.formatted(big.formatted(1) + "," + big.formatted(2))))
                .isInstanceOf(Decided.class);
        assertThat(
                        judged(
                                tags.formatted(
                                        big.formatted(1)
                                                + ","
                                                + big.formatted(2)
                                                + ","
                                                + big.formatted(3))))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.message()).contains("more than 8192"));
    }

    @ParameterizedTest
    @CsvSource({
        "302, CUSTOM_ALLOCATION_FAILED, false",
        "304, CUSTOM_ALLOCATION_FAILED, false",
        "400, CUSTOM_ALLOCATION_FAILED, false",
        "401, HUB_UNAUTHORIZED, false",
        "403, HUB_UNAUTHORIZED, false",
        "404, CUSTOM_ALLOCATION_FAILED, false",
        "408, CUSTOM_ALLOCATION_FAILED, true",
        "429, CUSTOM_ALLOCATION_FAILED, true",
        "500, CUSTOM_ALLOCATION_FAILED, true",
        "502, CUSTOM_ALLOCATION_FAILED, true",
        "503, CUSTOM_ALLOCATION_FAILED, true"
    })
    void anyOtherStatusIsToldToTheDevice(int status, ServiceError error, boolean passing) {
        assertThat(
                        FunctionReply.judge(
                                status,
                                bytes("{\"iotHubHostName\": \"hub-north.example.net\"}"),
                                hubs(),
                                ASKED))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.error()).isEqualTo(error);
                            assertThat(failed.message())
                                    .isEqualTo(
                                            "Custom allocation failed with status code: " + status);
                            assertThat(failed.transientTrouble()).isEqualTo(passing);
                        });
    }

    private static CustomAllocationAnswer judged(String body) {
        return FunctionReply.judge(200, bytes(body), hubs(), ASKED);
    }

    private static List<HubHostName> hubs() {
        return List.of(Questions.NORTH, Questions.SOUTH);
    }

    private static ByteString bytes(String text) {
        return ByteString.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
