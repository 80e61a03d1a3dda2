package berth.store.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.BadDocument;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;

class StoredJsonTest {
    private final Random random = new Random(41);

    /// Row checksums rest on this: the same document is always the same text.
    @Test
    void everyDocumentComesBackAsItWasAndReadsTheSame() throws BadDocument {
        for (int i = 0; i < 2_000; i++) {
            var document = object(0);
            var text = StoredJson.text(document);

            var read = StoredJson.object(text);

            assertThat(read).isEqualTo(document);
            assertThat(StoredJson.text(read)).isEqualTo(text);
            assertThat(StoredJson.object(StoredJson.bytes(document))).isEqualTo(document);
        }
    }

    @Test
    void whatIsNoDocumentIsRefused() {
        for (var text : List.of("", "[]", "{", "null", "{\"a\":1}x")) {
            assertThatThrownBy(() -> StoredJson.object(text)).isInstanceOf(BadDocument.class);
        }
    }

    private JsonObject object(int depth) {
        var members = new LinkedHashMap<String, JsonValue>();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            members.put(text(), value(depth + 1));
        }
        return new JsonObject(members);
    }

    private JsonValue value(int depth) {
        return switch (random.nextInt(depth > 4 ? 5 : 7)) {
            case 0 -> JsonNull.NULL;
            case 1 -> JsonBoolean.of(random.nextBoolean());
            case 2 -> JsonNumber.of(random.nextLong());
            case 3 ->
                    new JsonNumber(
                            new BigDecimal(
                                    new BigInteger(random.nextInt(1, 120), random),
                                    random.nextInt(-40, 40)));
            case 4 -> new JsonString(text());
            case 5 -> object(depth);
            default -> array(depth);
        };
    }

    private JsonArray array(int depth) {
        var items = new ArrayList<JsonValue>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            items.add(value(depth + 1));
        }
        return new JsonArray(items);
    }

    private String text() {
        var text = new StringBuilder();
        int length = random.nextInt(8);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextInt(0x20);
                        case 1 -> random.nextInt(0x20, 0x7f);
                        case 2 -> random.nextInt(0x80, 0xd800);
                        default -> random.nextInt(0x10000, 0x110000);
                    });
        }
        return text.toString();
    }
}
