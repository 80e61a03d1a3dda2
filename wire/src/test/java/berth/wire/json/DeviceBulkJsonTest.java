package berth.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.hub.DeviceDraft.AuthenticationWish;
import berth.core.hub.HubError;
import berth.core.hub.TwinPatch;
import berth.core.id.DeviceId;
import berth.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Locale;

final class DeviceBulkJsonTest {
    @Test
    void anEntryIsReadWithEverythingInIt() throws Exception {
        var entry =
                DeviceBulkJson.read(
                        object(
                                """
                                {"id":"d1","moduleId":null,"eTag":"e","importMode":"create",
                                 "status":"disabled","statusReason":"new",
                                 "authentication":{"type":"sas"},"twinETag":"t",
                                 "tags":{"x":1},"properties":{"desired":{"y":2}},
                                 "capabilities":{"iotEdge":true},"deviceScope":null}
                                """));

        assertThat(entry.mode()).isEqualTo(DeviceBulkJson.Mode.CREATE);
        assertThat(entry.module()).isNull();
        assertThat(entry.etag()).isEqualTo("e");
        assertThat(entry.twinEtag()).isEqualTo("t");
        assertThat(entry.draft().deviceId()).isEqualTo(new DeviceId("d1"));
        assertThat(entry.draft().enabled()).isFalse();
        assertThat(entry.draft().iotEdge()).isTrue();
        assertThat(entry.draft().authentication())
                .isEqualTo(new AuthenticationWish.GeneratedKeys());
        assertThat(entry.twin()).isEqualTo(new TwinPatch(object("{\"x\":1}"), object("{\"y\":2}")));
    }

    /// One client leaves out its first constant, which is this one.
    @Test
    void withoutAModeItIsCreateOrUpdate() throws Exception {
        assertThat(DeviceBulkJson.read(object("{\"id\":\"d\"}")).mode())
                .isEqualTo(DeviceBulkJson.Mode.CREATE_OR_UPDATE);
    }

    @ParameterizedTest
    @EnumSource
    void everyModeIsReadInAnyCase(DeviceBulkJson.Mode mode) throws Exception {
        var spelled = mode.spelling().toUpperCase(Locale.ROOT);

        assertThat(
                        DeviceBulkJson.read(
                                        object(
                                                "{\"id\":\"d\",\"importMode\":\"%s\"}"
                                                        .formatted(spelled)))
                                .mode())
                .isEqualTo(mode);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"id\":\"a b\"}",
                "{\"id\":7}",
                "{\"id\":\"d\",\"importMode\":\"x\"}"
            })
    void anEntryThatMakesNoSenseIsRefused(String text) {
        assertThatThrownBy(() -> DeviceBulkJson.read(object(text))).isInstanceOf(BadDocument.class);
    }

    @Test
    void aResultListsItsFailures() throws Exception {
        var failure =
                new DeviceBulkJson.Failure(
                        "d", null, HubError.DEVICE_ALREADY_EXISTS, "is there", "create");

        assertThat(DeviceBulkJson.write(List.of(failure)))
                .isEqualTo(
                        object(
                                """
                                {"isSuccessful":false,
                                 "errors":[{"deviceId":"d","errorCode":409001,
                                   "errorStatus":"is there","moduleId":null,"operation":"create"}],
                                 "warnings":[]}
                                """));
        assertThat(DeviceBulkJson.write(List.of()))
                .isEqualTo(object("{\"isSuccessful\":true,\"errors\":[],\"warnings\":[]}"));
    }

    private static JsonObject object(String text) throws Exception {
        return JsonFields.object(JsonText.parse(text, JsonLimits.DEFAULT));
    }
}
