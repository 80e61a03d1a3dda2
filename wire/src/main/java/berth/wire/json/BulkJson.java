package berth.wire.json;

import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Bulk operations on enrollments or groups. The items stay unread: one bad item must not stop the
/// others. Source: dps-service-api, section 2.8.
public final class BulkJson {
    private static final Spellings<Mode> MODES =
            new Spellings<>(
                    Mode.class,
                    mode ->
                            switch (mode) {
                                case CREATE -> "create";
                                case UPDATE -> "update";
                                case UPDATE_IF_MATCH_ETAG -> "updateIfMatchETag";
                                case DELETE -> "delete";
                            });

    /// What is done with each item.
    public enum Mode {
        CREATE,
        UPDATE,
        UPDATE_IF_MATCH_ETAG,
        DELETE
    }

    /// A bulk request.
    public record Request(Mode mode, List<JsonValue> items) {
        public Request {
            items = List.copyOf(items);
        }
    }

    /// An item that failed.
    ///
    /// @param id as the item spells it; empty if it has none
    public record ItemError(String id, int errorCode, String errorStatus) {}

    private BulkJson() {}

    /// Whether the document asks for a bulk operation rather than being a record itself.
    public static boolean isBulk(JsonObject document, String itemsName) {
        return document.members().containsKey("mode") || document.members().containsKey(itemsName);
    }

    /// Reads mode and items.
    ///
    /// @param itemsName `enrollments` or `enrollmentGroups`
    public static Request read(JsonObject document, String itemsName) throws BadDocument {
        var mode = MODES.read(document, "mode");
        if (mode.isEmpty()) {
            throw new BadDocument("mode", "is required");
        }
        return new Request(mode.get(), JsonFields.requiredArray(document, itemsName).items());
    }

    /// Both members are always there: Java's client reads `errors` without looking.
    ///
    /// @param idName `registrationId` or `enrollmentGroupId`
    public static JsonObject write(List<ItemError> errors, String idName) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put(
                "errors",
                new JsonArray(
                        errors.stream().<JsonValue>map(error -> write(error, idName)).toList()));
        members.put("isSuccessful", JsonBoolean.of(errors.isEmpty()));
        return new JsonObject(members);
    }

    private static JsonObject write(ItemError error, String idName) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put(idName, new JsonString(error.id()));
        members.put("errorCode", JsonNumber.of(error.errorCode()));
        members.put("errorStatus", new JsonString(error.errorStatus()));
        return new JsonObject(members);
    }
}
