package berth.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class BulkJsonTest {
    @ParameterizedTest
    @CsvSource({
        "create, CREATE",
        "update, UPDATE",
        "updateIfMatchEtag, UPDATE_IF_MATCH_ETAG",
        "updateIfMatchETag, UPDATE_IF_MATCH_ETAG",
        "DELETE, DELETE"
    })
    void modesAreReadWithoutCase(String word, BulkJson.Mode mode) throws Exception {
        var document = object("{\"mode\":\"" + word + "\",\"enrollments\":[]}");

        assertThat(BulkJson.read(document, "enrollments").mode()).isEqualTo(mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"enrollments\":[]}", "{\"mode\":\"create\"}", "{\"mode\":7}"})
    void aRequestHasAModeAndItems(String text) throws Exception {
        var document = object(text);

        assertThatThrownBy(() -> BulkJson.read(document, "enrollments"))
                .isInstanceOf(BadDocument.class);
    }

    @Test
    void badItemsStayUnread() throws Exception {
        var document = object("{\"mode\":\"delete\",\"enrollmentGroups\":[1,null,{}]}");

        assertThat(BulkJson.read(document, "enrollmentGroups").items()).hasSize(3);
    }

    /// Java's client reads `errors` without looking whether it is there.
    @Test
    void bothMembersOfAResultAreAlwaysThere() {
        assertThat(JsonText.text(BulkJson.write(List.of(), "registrationId")))
                .isEqualTo("{\"errors\":[],\"isSuccessful\":true}");
    }

    @Test
    void anErrorNamesItsItem() {
        var errors = List.of(new BulkJson.ItemError("line", 409201, "exists"));

        assertThat(JsonText.text(BulkJson.write(errors, "enrollmentGroupId")))
                .isEqualTo(
                        "{\"errors\":[{\"enrollmentGroupId\":\"line\",\"errorCode\":409201,\"errorStatus\":\"exists\"}],\"isSuccessful\":false}");
    }

    private static JsonObject object(String text) throws Exception {
        return (JsonObject) JsonText.parse(text, JsonLimits.DEFAULT);
    }
}
