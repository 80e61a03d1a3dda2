package berth.hub.query;

import berth.core.json.JsonObject;

import java.util.List;

/// The documents of a collection, each at a place of its own. Rows come in the order of their
/// places, as [String#compareTo] has it. A device's place is its ID, a module's is its device's ID,
/// a slash and its own.
public interface QueryRows {
    /// At most `limit` rows behind the place `after`; fewer only at the end.
    ///
    /// @param after empty for the beginning
    List<Row> after(String after, int limit);

    /// All rows of one device; none if there is no such device.
    List<Row> of(String deviceId);

    /// The whole document of a row, as it is shown where it was selected.
    default JsonObject shown(Row row) {
        return row.document();
    }

    record Row(String place, JsonObject document) {}
}
