package berth.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.json.JsonObject;
import berth.core.json.JsonString;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.util.List;

class JsonFieldsTest {
    private final JsonObject document =
            object(
                    """
                    {"text": "t", "yes": true, "count": 7, "big": 1e30, "part": 1.5, "gone": null,
                     "inner": {"a": 1}, "list": ["x", "y"], "mixed": ["x", 1], "bytes": "AAEC"}
                    """);

    private static JsonObject object(String text) {
        try {
            return JsonFields.object(JsonText.parse(text, JsonLimits.DEFAULT));
        } catch (MalformedJson | BadDocument e) {
            throw new AssertionError(e);
        }
    }

    private static void assertBad(ThrowingCallable read, String message) {
        assertThatThrownBy(read).isInstanceOf(BadDocument.class).hasMessage(message);
    }

    @Test
    void eachKindIsRead() throws BadDocument {
        assertThat(JsonFields.requiredText(document, "text")).isEqualTo("t");
        assertThat(JsonFields.requiredBool(document, "yes")).isTrue();
        assertThat(JsonFields.requiredLong(document, "count")).isEqualTo(7);
        assertThat(JsonFields.requiredObject(document, "inner").members()).containsKey("a");
        assertThat(JsonFields.requiredArray(document, "list").items()).hasSize(2);
        assertThat(JsonFields.optionalTexts(document, "list")).contains(List.of("x", "y"));
        assertThat(JsonFields.requiredBase64(document, "bytes").hex()).isEqualTo("000102");
        assertThat(JsonFields.optionalValue(document, "text")).contains(new JsonString("t"));
    }

    @Test
    void nullCountsAsAbsent() throws BadDocument {
        assertThat(JsonFields.optionalText(document, "gone")).isEmpty();
        assertThat(JsonFields.optionalText(document, "nowhere")).isEmpty();
        assertBad(() -> JsonFields.requiredText(document, "gone"), "gone is required");
    }

    @Test
    void aMemberOfTheWrongKindIsNamed() {
        assertBad(() -> JsonFields.optionalText(document, "count"), "count must be a string");
        assertBad(() -> JsonFields.optionalBool(document, "text"), "text must be true or false");
        assertBad(() -> JsonFields.optionalLong(document, "text"), "text must be an integer");
        assertBad(() -> JsonFields.optionalObject(document, "list"), "list must be an object");
        assertBad(() -> JsonFields.optionalArray(document, "inner"), "inner must be an array");
        assertBad(() -> JsonFields.optionalTexts(document, "mixed"), "mixed[1] must be a string");
        assertBad(() -> JsonFields.optionalBase64(document, "text"), "text must be base64");
    }

    @Test
    void anIntegerHasNoFractionAndFits() {
        assertBad(
                () -> JsonFields.optionalLong(document, "part"),
                "part must be an integer of at most 64 bits");
        assertBad(
                () -> JsonFields.optionalLong(document, "big"),
                "big must be an integer of at most 64 bits");
    }

    @Test
    void theDocumentMustBeAnObject() {
        assertBad(() -> JsonFields.object(new JsonString("x")), "the document must be an object");
    }

    @Test
    void aProblemInAPartIsNamedFromTheWhole() {
        var problem = new BadDocument("primaryKey", "is required");

        assertThat(problem.under("symmetricKey").under("attestation"))
                .hasMessage("attestation.symmetricKey.primaryKey is required");
        assertThat(new BadDocument("[2]", "is required").under("iotHubs").path())
                .isEqualTo("iotHubs[2]");
        assertThat(new BadDocument("", "must be an object").under("tpm"))
                .hasMessage("tpm must be an object");
    }
}
