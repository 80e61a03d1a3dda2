package berth.cli.operate;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.json.JsonObject;
import berth.wire.json.JsonLimits;
import berth.wire.json.JsonText;
import berth.wire.json.MalformedJson;

import org.junit.jupiter.api.Test;

import java.util.List;

class OperatorsTablesTest {
    private static JsonObject json(String text) throws MalformedJson {
        return (JsonObject) JsonText.parse(text, JsonLimits.DEFAULT);
    }

    @Test
    void aHubIsOneLineWithWhatAnOperatorAsksFirst() throws Exception {
        var west =
                json(
                        """
                        {"hostName":"west.example","kind":"azure","location":"eu","allocationWeight":3,
                        "applyAllocationPolicy":true,"draining":false,
                        "condition":{"state":"unauthorized","lastError":"401","since":"2030-03-01T08:15:30Z"},"latency":{"millis":12.3}}
                        """);
        var east =
                json(
                        """
                        {"hostName":"east.example","kind":"azure","location":"eu","allocationWeight":1,
                        "applyAllocationPolicy":false,"draining":true,"pinnedLatencyMillis":5,
                        "condition":{"state":"well","since":"2030-03-01T08:15:30Z"}}
                        """);

        assertThat(HubsCommand.table(List.of(west, east)).lines().map(OperatorsTablesTest::cells))
                .containsExactly(
                        "HUB|KIND|LOCATION|WEIGHT|AUTOMATIC|DRAINING|LATENCY|CONDITION",
                        "------------|-----|--------|------|---------|--------|-------------|-----------------",
                        "west.example|azure|eu|3|yes|no|12.3 ms|unauthorized: 401",
                        "east.example|azure|eu|1|no|yes|5 ms (pinned)|well");
    }

    @Test
    void aHubThatNobodyHasCalledIsNotCalledWell() throws Exception {
        var fresh =
                json(
                        """
                        {"hostName":"new.example","kind":"azure","location":"eu","allocationWeight":1,
                        "applyAllocationPolicy":true,"draining":false,"condition":{"state":"well"},
                        "latency":{"samples":0,"fresh":false,"lastError":"no such host"}}
                        """);

        assertThat(HubsCommand.table(List.of(fresh)).lines().map(OperatorsTablesTest::cells))
                .endsWith("new.example|azure|eu|1|yes|no|no such host|not called yet");
    }

    @Test
    void usageEndsWithItsTotals() throws Exception {
        var usage =
                json(
                        """
                        {"days":[{"day":"2030-03-01","registrations":2,"reRegistrations":1,
                        "enrollmentWrites":0}],
                        "totals":{"registrations":2,"reRegistrations":1,"enrollmentWrites":0}}
                        """);

        assertThat(UsageCommand.table(usage).lines().map(OperatorsTablesTest::cells))
                .endsWith("2030-03-01|2|1|0", "total|2|1|0");
    }

    @Test
    void whatIsNotThereIsADash() throws Exception {
        assertThat(Cells.of(json("{\"a\":{\"b\":null}}"), "a.b")).isEqualTo("-");
        assertThat(Cells.of(json("{\"a\":1}"), "a.b")).isEqualTo("-");
        assertThat(Cells.of(json("{}"), "a.b")).isEqualTo("-");
    }

    /// Columns stand at least two blanks apart.
    private static String cells(String line) {
        return line.strip().replaceAll("\\s{2,}", "|");
    }
}
