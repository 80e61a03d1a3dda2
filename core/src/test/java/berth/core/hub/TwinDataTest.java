package berth.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;

import org.junit.jupiter.api.Test;

import java.util.Map;

class TwinDataTest {
    private static final JsonObject DATA = new JsonObject(Map.of("a", JsonNumber.of(1)));
    private static final JsonObject WITH_OUR_WORDS =
            new JsonObject(
                    Map.of(
                            "a",
                            JsonNumber.of(1),
                            "$metadata",
                            JsonObject.EMPTY,
                            "$version",
                            JsonNumber.of(4)));

    @Test
    void neitherTheHubsWordsNorOurMarkMoveWithATwin() {
        var tags =
                new JsonObject(
                        Map.of(
                                "a",
                                JsonNumber.of(1),
                                HubMarker.TWIN_TAG,
                                new JsonString("dps1;0123456789ab;3;4.a")));
        var section = new TwinSection(WITH_OUR_WORDS, JsonObject.EMPTY, 4);
        var twin = new DeviceTwin(tags, section, section, new ETag("AAAAAAAAAAE="), 7);

        assertThat(TwinData.of(twin)).isEqualTo(new TwinData(DATA, DATA, DATA));
        assertThat(TwinData.of(twin).initial()).isEqualTo(new InitialTwin(DATA, DATA));
    }

    @Test
    void onlyAMigrationBringsReportedProperties() {
        var marker = HubMarker.of(new IdScope("0ne00000001"), 1, new OperationId("4.a"));

        assertThatThrownBy(
                        () ->
                                new DeviceOrder(
                                        new DeviceId("meter-7"),
                                        new DeviceAuthentication.None(),
                                        false,
                                        InitialTwin.EMPTY,
                                        TwinWrite.RESET,
                                        marker,
                                        DATA))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
