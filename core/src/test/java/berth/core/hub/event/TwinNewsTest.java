package berth.core.hub.event;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.json.JsonArray;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

final class TwinNewsTest {
    private static final JsonNumber ONE = JsonNumber.of(1);
    private static final JsonNumber TWO = JsonNumber.of(2);

    @Test
    void whatIsGoneIsNullAndWhatIsTheSameIsLeftOut() {
        var before = object("a", object("b", ONE, "c", TWO), "d", new JsonArray(List.of(ONE, TWO)));
        var after =
                object(
                        "a",
                        object("c", TWO, "e", JsonObject.EMPTY),
                        "d",
                        new JsonArray(List.of(TWO)));

        assertThat(TwinNews.patch(before, after))
                .isEqualTo(
                        object(
                                "a",
                                object("b", JsonNull.NULL, "e", JsonObject.EMPTY),
                                "d",
                                new JsonArray(List.of(TWO))));
    }

    @Test
    void nothingChangedIsAnEmptyPatch() {
        var section = object("a", object("b", ONE));

        assertThat(TwinNews.patch(section, section)).isEqualTo(JsonObject.EMPTY);
    }

    private static JsonObject object(String name, JsonValue value) {
        return new JsonObject(Map.of(name, value));
    }

    private static JsonObject object(String name, JsonValue value, String other, JsonValue second) {
        return new JsonObject(Map.of(name, value, other, second));
    }
}
