package berth.core.hub;

import berth.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/// What an operator wants written to a twin, as merge patches (RFC 7396) or as replacements.
///
/// @param tags null when the request does not mention them
/// @param desired null when the request does not mention them
public record TwinPatch(@Nullable JsonObject tags, @Nullable JsonObject desired) {
    public static final TwinPatch NOTHING = new TwinPatch(null, null);

    public boolean isNothing() {
        return tags == null && desired == null;
    }
}
