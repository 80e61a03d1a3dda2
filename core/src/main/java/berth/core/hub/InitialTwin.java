package berth.core.hub;

import berth.core.json.JsonObject;

/// Tags and desired properties a device starts with. Source: dps-service-api, section 2.1.
public record InitialTwin(JsonObject tags, JsonObject desired) {
    public static final InitialTwin EMPTY = new InitialTwin(JsonObject.EMPTY, JsonObject.EMPTY);

    public boolean isEmpty() {
        return tags.isEmpty() && desired.isEmpty();
    }
}
