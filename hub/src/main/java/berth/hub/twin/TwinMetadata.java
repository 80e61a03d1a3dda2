package berth.hub.twin;

import berth.core.json.JsonArray;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.wire.json.Timestamps;

import java.time.Instant;
import java.util.LinkedHashMap;

/// The `$metadata` tree beside a section's data: the same names at every level, and at each place
/// when it was last written. An array is one place.
///
/// Desired properties: `{"$lastUpdated":time,"$lastUpdatedVersion":n}`; reported ones without the
/// version. Source: iot-hub-protocol, section 5.3.
final class TwinMetadata {
    private static final String LAST_UPDATED = "$lastUpdated";
    private static final String LAST_UPDATED_VERSION = "$lastUpdatedVersion";

    private TwinMetadata() {}

    /// The mark of a change of desired properties.
    static JsonObject mark(Instant now, long version) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put(LAST_UPDATED, new JsonString(Timestamps.precise(now)));
        members.put(LAST_UPDATED_VERSION, JsonNumber.of(version));
        return new JsonObject(members);
    }

    /// The mark of a change of reported properties, and of a section's birth.
    static JsonObject mark(Instant now) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.put(LAST_UPDATED, new JsonString(Timestamps.precise(now)));
        return new JsonObject(members);
    }

    /// `tree` after `patch` was merged into the data: everything the patch touches carries `mark`,
    /// and so does every object on the way to it.
    ///
    /// Needs no look at the data: what was a value is a tree without names, and merges like the
    /// empty object it becomes.
    static JsonObject merge(JsonObject tree, JsonObject patch, JsonObject mark) {
        var members = new LinkedHashMap<String, JsonValue>();
        members.putAll(mark.members());
        tree.members()
                .forEach(
                        (name, below) -> {
                            if (!name.startsWith("$")) {
                                members.put(name, below);
                            }
                        });
        patch.members()
                .forEach(
                        (name, value) -> {
                            switch (value) {
                                case JsonNull _ -> members.remove(name);
                                case JsonObject below -> {
                                    var old = MergePatch.objectAt(members.get(name));
                                    members.put(name, merge(old, below, mark));
                                }
                                case JsonArray _, JsonString _, JsonNumber _, JsonBoolean _ ->
                                        members.put(name, mark);
                            }
                        });
        return new JsonObject(members);
    }
}
