package berth.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.hub.TwinPatch;
import berth.core.hub.TwinSection;
import berth.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeviceTwinJsonTest {
    @Test
    void onlyTagsAndDesiredPropertiesAreRead() throws Exception {
        var patch =
                DeviceTwinJson.read(
                        object(
                                """
                                {"deviceId":"d","etag":"e","version":3,"status":"disabled",
                                 "tags":{"a":null},
                                 "properties":{"desired":{"b":{"c":null}},"reported":{"r":1}}}
                                """));

        assertThat(patch)
                .isEqualTo(new TwinPatch(object("{\"a\":null}"), object("{\"b\":{\"c\":null}}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"tags\":null,\"properties\":null}",
                "{\"properties\":{}}",
                "{\"properties\":{\"desired\":null}}"
            })
    void aSectionThatIsNullIsNotMentioned(String document) throws Exception {
        assertThat(DeviceTwinJson.read(object(document))).isEqualTo(TwinPatch.NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tags\":[]}",
                "{\"tags\":\"x\"}",
                "{\"properties\":7}",
                "{\"properties\":{\"desired\":true}}"
            })
    void aSectionIsAnObject(String document) {
        assertThatThrownBy(() -> DeviceTwinJson.read(object(document)))
                .isInstanceOf(BadDocument.class);
    }

    @Test
    void aSectionIsWrittenWithItsMetadataAndVersion() throws Exception {
        var section = new TwinSection(object("{\"a\":1}"), object("{\"a\":{}}"), 5);

        assertThat(DeviceTwinJson.section(section))
                .isEqualTo(object("{\"a\":1,\"$metadata\":{\"a\":{}},\"$version\":5}"));
    }

    private static JsonObject object(String text) throws Exception {
        return JsonFields.object(JsonText.parse(text, JsonLimits.DEFAULT));
    }
}
