package berth.cli.operate;

import berth.cli.text.Table;
import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.JsonText;

import org.jspecify.annotations.Nullable;

/// Documents as cells of a table.
final class Cells {
    private static final String NOTHING = "-";

    private Cells() {}

    /// A member as text; a dash if it is not there. Dots lead into inner documents.
    static String of(JsonObject document, String path) {
        JsonValue value = document;
        for (var name : path.split("\\.", -1)) {
            value = value instanceof JsonObject object ? object.members().get(name) : null;
        }
        return of(value);
    }

    private static String of(@Nullable JsonValue value) {
        return switch (value) {
            case null -> NOTHING;
            case JsonString(String text) -> text.isEmpty() ? NOTHING : text;
            case JsonNumber(var number) -> number.toPlainString();
            case JsonBoolean bool -> bool.value() ? "yes" : "no";
            case JsonNull _ -> NOTHING;
            case JsonObject object -> JsonText.text(object);
            case JsonArray array -> JsonText.text(array);
        };
    }

    /// A document with a member a line.
    static String lines(JsonObject document) {
        var table = new Table("MEMBER", "VALUE");
        document.members().forEach((name, value) -> table.row(name, of(value)));
        return table.text();
    }
}
